package io.gemstream.tokenizer.config;

import io.gemstream.gemma.chat.SystemPolicy;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** Settings of a tokenizer process. */
@ConfigMapping(prefix = "gemstream.tokenizer")
public interface TokenizerConfig {

    /** Pause between two announcements of each model in gemstream.models. */
    @DurationMin(millis = 100)
    @WithDefault("5s")
    Duration heartbeat();

    /** What becomes of a system message where the request does not say: FOLD or REJECT, see Chat.system_policy. */
    @WithDefault("FOLD")
    SystemPolicy systemPolicy();

    /** FILE: chats with a model whose file has another chat template than Gemma's are refused; GEMMA: they are not. */
    @WithDefault("FILE")
    ChatFormat chatTemplate();

    /**
     * Prompt tokens that may wait here in each lane; more stays in Kafka. A prompt counts as 256 at least. Tenants have
     * equal shares of what waits here, so less than the largest tenants' backlogs together makes others wait for them.
     */
    @Min(1)
    @WithDefault("4000000")
    long maxHeldTokens();
}
