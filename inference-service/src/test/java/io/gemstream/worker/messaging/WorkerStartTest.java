package io.gemstream.worker.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkerStartTest {

    private static final Map<String, Path> ONE = Map.of("a", Path.of("a.gguf"));
    private static final Map<String, Path> TWO = Map.of("a", Path.of("a.gguf"), "b", Path.of("b.gguf"));

    @Test
    void servesTheOnlyModelThereIs() {
        assertThat(WorkerStart.modelName(Optional.empty(), ONE)).isEqualTo("a");
    }

    @Test
    void servesTheModelThatIsNamed() {
        assertThat(WorkerStart.modelName(Optional.of("b"), TWO)).isEqualTo("b");
    }

    @Test
    void wantsToBeToldWhereThereAreTwo() {
        assertThat(failure(Optional.empty(), TWO)).hasMessageContaining("gemstream.worker.model").hasMessageContaining("[a, b]");
    }

    @Test
    void refusesANameThatIsNotListed() {
        assertThat(failure(Optional.of("c"), TWO)).hasMessageContaining("\"c\"").hasMessageContaining("[a, b]");
    }

    private static GemstreamException failure(Optional<String> wanted, Map<String, Path> files) {
        GemstreamException failure =
                catchThrowableOfType(GemstreamException.class, () -> WorkerStart.modelName(wanted, files));
        assertThat(failure.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION);
        return failure;
    }
}
