package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.testing.oracle.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GGUF files that are no model of ours. */
class GgufPurposeTest {

    @TempDir
    Path folder;

    @Test
    void saysWhatAFileIsFor() {
        assertRefused(gemma2().text("general.type", "adapter").text("adapter.type", "lora")
                .text("general.base_model.0.name", "Gemma 2 2b It"), "a LoRA adapter of Gemma 2 2b It and no model", "merge");
        assertRefused(gemma2().text("adapter.type", "lora"), "a LoRA adapter and no model", "merge");
        assertRefused(new GgufBytes().text("general.type", "mmproj"), "a vision projector", "the model's own GGUF file");
        assertRefused(new GgufBytes().text("general.architecture", "clip"), "a vision projector", "the model's own");
        assertRefused(new GgufBytes().text("general.type", "imatrix"), "an importance matrix", "the model's own");
        assertRefused(new GgufBytes().text("general.architecture", "controlvector"), "a control vector", "the model's own");
        assertRefused(new GgufBytes().text("general.architecture", "gemma3").tensor("dense.0.weight", GgmlType.F32, 4, 4),
                "an embedding model", "that writes text");
        assertRefused(new GgufBytes().text("general.architecture", "gemma3n"), "gemma3n (expected: gemma, gemma2",
                "Gemma 1, 2 or 3");
    }

    @Test
    void aVocabularyAloneIsNoModel() {
        assertRefused(GgufCopy.of(Golden.path("gemma1-tiny-f32.gguf"), _ -> true, _ -> false),
                "holds no tensors", "the weights");
    }

    @Test
    void saysWhichVersionAFileHas() {
        assertRefused(new GgufBytes().version(1), "GGUF version 1 (expected: 2 or 3)", "newer file");
        assertRefused(new GgufBytes().version(4), "GGUF version 4 (expected: 2 or 3)", "update Gemstream");
        assertRefused(new GgufBytes().version(Integer.reverseBytes(3)), "GGUF version 3, big-endian", "endian");
        assertRefused(new GgufBytes().version(0x1234_5678), "GGUF version", "fetch it again");
    }

    @Test
    void namesATypeThatNoKernelReads() {
        assertRefused(new GgufBytes().tensorEntry("blk.0.ffn_up.weight", 18, 0, 256),
                "tensor blk.0.ffn_up.weight: stored as IQ3_XXS (expected: F32, F16", "such as Q4_K_M");
        assertRefused(new GgufBytes().tensorEntry("w", 34, 0, 256), "stored as TQ1_0", "such as Q4_K_M");
        assertRefused(new GgufBytes().tensorEntry("w", 39, 0, 32), "stored as MXFP4", "such as Q4_K_M");
        assertRefused(new GgufBytes().tensorEntry("w", 77, 0, 32), "unknown type 77", "such as Q4_K_M");
    }

    private static GgufBytes gemma2() {
        return new GgufBytes().text("general.architecture", "gemma2");
    }

    private void assertRefused(GgufBytes file, String what, String remedy) {
        Path path = file.write(folder.resolve("f.gguf"));
        assertThatThrownBy(() -> GemmaModel.load(path).close())
                .isInstanceOfSatisfying(ModelFileException.class, refusal -> {
                    assertThat(refusal.problem()).contains(what);
                    assertThat(refusal.remedy()).containsIgnoringCase(remedy);
                });
    }
}
