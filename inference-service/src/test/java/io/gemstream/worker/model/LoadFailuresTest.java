package io.gemstream.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import org.junit.jupiter.api.Test;

class LoadFailuresTest {

    @Test
    void aReasonThatIsKnownStaysAsItIs() {
        GemstreamException own = new GemstreamException(ErrorReason.MODEL_FILE_MISSING, "draft.gguf (no such file)");
        assertThat(LoadFailures.known("gemstream.models.a", own)).containsSame(own);
    }

    @Test
    void theKeyStandsInFrontOfWhatIsWrongWithTheModel() {
        assertThat(LoadFailures.known("gemstream.models.a", new IllegalArgumentException("too small")))
                .hasValueSatisfying(failure -> assertThat(failure).hasMessage("gemstream.models.a: too small")
                        .returns(ErrorReason.INVALID_CONFIGURATION, GemstreamException::reason));
        assertThat(LoadFailures.known("gemstream.models.a", new OutOfMemoryError("heap")))
                .hasValueSatisfying(failure -> assertThat(failure.reason()).isEqualTo(ErrorReason.OUT_OF_MEMORY));
    }

    @Test
    void aFaultOfOursIsNotExplainedAway() {
        assertThat(LoadFailures.known("gemstream.models.a", new IllegalStateException("broken"))).isEmpty();
    }
}
