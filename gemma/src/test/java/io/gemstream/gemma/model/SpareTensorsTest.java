package io.gemstream.gemma.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.GgufBytes;
import io.gemstream.gemma.format.GgufCopy;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.oracle.SafetensorsWriter;
import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No tensor of a file is ignored without a reason. */
class SpareTensorsTest {

    private static final Path GGUF = Golden.path("gemma3-tiny-f32.gguf");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "v.blk.0.attn_q.weight, of the vision tower; this serves text",
        "mm.input_projection.weight, of the vision tower; this serves text",
    })
    void ollamasVisionTowerIsNotNeeded(String name, String reason) {
        assertSpare(whole().tensor(name, GgmlType.F16, 8, 2), new SpareTensor(name, reason));
    }

    @Test
    void numbersThatChangeNothingAreAccepted() {
        assertSpare(whole().tensor("blk.0.attn_q.bias", GgmlType.F32, 128),
                new SpareTensor("blk.0.attn_q.bias", "a bias of zeros"));
        assertSpare(whole().tensor("rope_freqs.weight", GgmlType.F32, floats(1, 1), 2),
                new SpareTensor("rope_freqs.weight", "factors of one"));
    }

    @Test
    void numbersThatWouldChangeSomethingAreRefused() {
        assertRefused(whole().tensor("blk.0.attn_q.bias", GgmlType.F32, floats(0, 0.5f), 2), "blk.0.attn_q.bias", "owner meant");
        assertRefused(whole().tensor("rope_freqs.weight", GgmlType.F32, floats(1, 2), 2), "rope_freqs.weight", "owner meant");
        assertRefused(whole().tensor("blk.7.attn_q.weight", GgmlType.F32, 64, 128)
                        .tensor("blk.7.attn_k.weight", GgmlType.F32, 64, 64),
                "blk.7.attn_q.weight, blk.7.attn_k.weight", "owner meant");
        assertRefused(whole().tensor("blk.0.attn_q.weight.lora_a", GgmlType.F32, 64, 1), "lora_a", "Merge the adapter");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "vision_tower.vision_model.encoder.layers.0.mlp.fc1.weight", "model.vision_tower.vision_model.post_layernorm.bias",
        "multi_modal_projector.mm_soft_emb_norm.weight", "model.layers.0.self_attn.rotary_emb.inv_freq",
        "model.rotary_emb_local.inv_freq", "vision_tower.vision_model.embeddings.position_ids", "v_head.summary.weight"
    })
    void whatTransformersWritesBesidesIsKnown(String name) {
        Path model = safetensors(name, "F32");
        try (GemmaModel loaded = GemmaModel.load(model)) {
            assertThat(loaded.spareTensors()).extracting(SpareTensor::name).containsExactly(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "model.layers.0.self_attn.q_proj.bias, F32, owner meant",
        "model.layers.0.mlp.up_proj.qweight, I32, a GGUF file of it",
        "model.layers.0.mlp.up_proj.weight_scale, BF16, a GGUF file of it",
        "model.layers.0.self_attn.q_proj.base_layer.weight, F32, owner meant",
        "score.weight, F32, classifies it",
    })
    void whatIsOfAnotherModelIsRefused(String name, String type, String remedy) {
        Path model = safetensors(name, type);
        assertThatThrownBy(() -> GemmaModel.load(model))
                .isInstanceOfSatisfying(ModelFileException.class, refusal -> {
                    assertThat(refusal.problem()).contains("no Gemma of this configuration computes with: " + name);
                    assertThat(refusal.remedy()).contains(remedy);
                });
    }

    private Path safetensors(String name, String type) {
        Path model = HfModels.copy("gemma1-tiny", folder.resolve("model"));
        Path file = model.resolve("model.safetensors");
        byte[] ones = floats(1, 1);
        SafetensorsWriter.read(file)
                .add(name, type, List.of(type.equals("BF16") ? 4L : 2L), ones)
                .write(file);
        return model;
    }

    private static GgufBytes whole() {
        return GgufCopy.of(GGUF, _ -> true, _ -> true);
    }

    private void assertSpare(GgufBytes file, SpareTensor... expected) {
        try (GemmaModel model = GemmaModel.load(file.write(folder.resolve("m.gguf")))) {
            assertThat(model.spareTensors()).containsExactly(expected);
        }
    }

    private void assertRefused(GgufBytes file, String names, String remedy) {
        Path path = file.write(folder.resolve("m.gguf"));
        assertThatThrownBy(() -> GemmaModel.load(path))
                .isInstanceOfSatisfying(ModelFileException.class, refusal -> {
                    assertThat(refusal.problem()).contains("no Gemma of this configuration computes with").contains(names);
                    assertThat(refusal.remedy()).contains(remedy);
                });
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }
}
