package io.gemstream.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.testing.oracle.HfModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckTest {

    @TempDir
    Path folder;

    @Test
    void takesAFolderOfSafetensors() throws Exception {
        HfModels.copy("gemma1-tiny", folder);
        HfModels.addTokenizer(folder);

        assertThatCode(() -> ModelCheck.require(folder)).doesNotThrowAnyException();
    }

    @Test
    void tellsWhatAFolderLacks() throws Exception {
        assertRefused(folder, "holds 0 .safetensors files");
        safetensors("model.safetensors");
        assertRefused(folder, "config.json: no such file");
    }

    @Test
    void tellsThatAFileIsNoModel() throws Exception {
        assertRefused(Files.writeString(folder.resolve("a.gguf"), "no model at all"), "neither a GGUF nor a safetensors file");
    }

    /** A header of eight bytes of length and an empty object, which is a file without tensors. */
    private void safetensors(String name) throws IOException {
        byte[] header = "{}      ".getBytes(StandardCharsets.US_ASCII);
        Files.write(folder.resolve(name), ByteBuffer.allocate(Long.BYTES + header.length)
                .order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).array());
    }

    private static void assertRefused(Path model, String message) {
        assertThatThrownBy(() -> ModelCheck.require(model))
                .hasMessageContaining(message)
                .asInstanceOf(type(GemstreamException.class))
                .returns(ErrorReason.INVALID_MODEL_FILE, GemstreamException::reason);
    }
}
