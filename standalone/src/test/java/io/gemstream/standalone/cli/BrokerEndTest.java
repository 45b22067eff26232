package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerEndTest {

    @TempDir
    Path root;

    @Test
    void aFolderThatIsGoneIsTheReason() {
        assertThat(BrokerEnd.reason(new DataFolder(root)))
                .hasMessageStartingWith("data: " + root.resolve("kafka") + " cannot be written: there is no ")
                .hasMessageEndingWith("(--data or GEMSTREAM_HOME chooses another place)")
                .returns(ErrorReason.WRITE_FAILED, GemstreamException::reason);
    }

    @Test
    void aFolderThatIsFineIsNot() throws IOException {
        Path kafka = Files.createDirectories(root.resolve("kafka/topic-0")).getParent();

        assertThat(BrokerEnd.reason(new DataFolder(root)))
                .hasMessage("the broker has ended; why is in " + root.resolve("logs/gemstream.log"))
                .returns(ErrorReason.INTERNAL, GemstreamException::reason);
        try (var left = Files.list(kafka)) {
            assertThat(left).as("the probe").containsExactly(kafka.resolve("topic-0"));
        }
    }
}
