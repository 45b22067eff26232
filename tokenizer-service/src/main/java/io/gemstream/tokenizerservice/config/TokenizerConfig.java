package io.gemstream.tokenizerservice.config;

import io.gemstream.gemma.chat.SystemPolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of a tokenizer process. */
@ConfigMapping(prefix = "gemstream.tokenizer")
public interface TokenizerConfig {

    /** Pause between two announcements of each model in gemstream.models. */
    @WithDefault("5s")
    Duration heartbeat();

    /** What becomes of a system message where the request does not say: FOLD or REJECT, see Chat.system_policy. */
    @WithDefault("FOLD")
    SystemPolicy systemPolicy();
}
