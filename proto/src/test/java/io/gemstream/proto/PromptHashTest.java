package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromptHashTest {

    /** Expected: Python's {@code hashlib.sha256(struct.pack('<3i', 2, 10, 262143)).hexdigest()}, and of nothing. */
    @Test
    void hashesLittleEndianIds() {
        assertThat(PromptHash.of(List.of(2, 10, 262143)))
                .isEqualTo("f1d30f1a87aa85a8cbd1edb07befe303a6d53ce9bdc3e19f7366f8adef273f1a");
        assertThat(PromptHash.of(List.of()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
