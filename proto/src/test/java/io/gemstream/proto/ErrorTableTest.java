package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorTableTest {

    /** The table users read is the one the code answers with. */
    @Test
    void theDocumentHasEveryReasonAsItIs() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "errors.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows).isEqualTo(Arrays.stream(ErrorReason.values()).map(ErrorTableTest::row).toList());
    }

    private static String row(ErrorReason reason) {
        return "| `%s` | %s | %d | %d | %s | %s |".formatted(reason.name(), reason.code().name(), reason.httpStatus(),
                reason.exitCode(), reason.retriable() ? "yes" : "no", reason.remedy());
    }
}
