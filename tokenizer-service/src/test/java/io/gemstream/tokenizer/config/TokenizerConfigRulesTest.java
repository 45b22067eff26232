package io.gemstream.tokenizer.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.config.LaneConfig;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TokenizerConfigRulesTest {

    private record Config(Duration heartbeat, SystemPolicy systemPolicy, ChatFormat chatTemplate, long maxHeldTokens)
            implements TokenizerConfig {}

    private record Lanes(int quantum, Duration batchAging) implements LaneConfig {}

    @Test
    void namesTheFirstKeyThatIsWrong() {
        assertThatCode(() -> check(1, 1, Duration.ZERO)).doesNotThrowAnyException();
        refused(() -> check(0, 1, Duration.ZERO), "gemstream.tokenizer.max-held-tokens: 0 (expected: >= 1)");
        refused(() -> check(1, 0, Duration.ZERO), "gemstream.lanes.quantum: 0 (expected: >= 1)");
        refused(() -> check(1, 1, Duration.ofSeconds(-1)), "gemstream.lanes.batch-aging: PT-1S (expected: >= 0s)");
    }

    private static void check(long held, int quantum, Duration aging) {
        TokenizerConfigRules.check(new Config(Duration.ofSeconds(5), SystemPolicy.FOLD, ChatFormat.FILE, held),
                new Lanes(quantum, aging));
    }

    private static void refused(ThrowingCallable check, String message) {
        assertThatThrownBy(check).isInstanceOf(GemstreamException.class).hasMessage(message);
    }
}
