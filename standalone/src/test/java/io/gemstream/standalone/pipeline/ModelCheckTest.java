package io.gemstream.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckTest {

    private static final String CONFIG = """
            {"model_type": "gemma2", "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
             "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 32, "vocab_size": 512,
             "max_position_embeddings": 256, "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "sliding_window": 16,
             "query_pre_attn_scalar": 24, "attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0}
            """;

    @TempDir
    Path folder;

    @Test
    void takesAFolderOfSafetensors() throws Exception {
        safetensors("model.safetensors");
        Files.writeString(folder.resolve("config.json"), CONFIG);

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
