package io.gemstream.gemma.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.oracle.SafetensorsWriter;
import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people give that is no model: the refusal says what it is and what helps. */
class ForeignFileTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "model.gguf        | ``                                              | an empty file                | Fetch it again.",
        "model.gguf        | version https://git-lfs.github.com/spec/v1\\noid | a pointer of git-lfs         | git lfs pull",
        "model.safetensors | version https://git-lfs.github.com/spec/v1\\noid | a pointer of git-lfs         | git lfs pull",
        "model.gguf        | <!DOCTYPE html>\\n<html>                         | an HTML page                 | HF_TOKEN",
        "model.gguf        | \\n  <html><head>                                | an HTML page                 | HF_TOKEN",
        "model.gguf        | <?xml version=1?><Error>AccessDenied            | an XML document              | HF_TOKEN",
        "model.gguf        | Access to model google/gemma-2-2b is restricted | an error message of a server | HF_TOKEN",
        "model.gguf        | {\"error\":\"Repository not found\"}            | an error message of a server | HF_TOKEN",
        "config.json       | {\"model_type\": \"gemma2\"}                    | a JSON file                  | the directory",
        "tokenizer.model   | \\n\\016\\n\\005<pad>\\025                   | a SentencePiece vocabulary   | the directory",
        "Modelfile         | FROM gemma2:2b                                  | a Modelfile of Ollama        | ollama show",
        "old.bin           | lmgg\\001\\000                                | a GGML file                  | a GGUF file",
        "adapter.bin       | algg\\001\\000                                | a LoRA adapter               | merge",
        "g.tflite          | \\034\\000\\000\\000TFL3                    | a TensorFlow Lite model      | GGUF",
        "g.litertlm        | LITERTLM\\001                                  | a LiteRT-LM model            | GGUF",
        "g.h5              | \\211HDF\\r\\n\\032\\n                          | weights of Keras             | GGUF",
        "g.sbs             | SBS\\n                                           | weights of gemma.cpp         | GGUF",
        "g.ckpt            | \\200\\002}q\\000                            | a PyTorch checkpoint         | save_pretrained",
        "g.imatrix         | \\001\\000\\000\\000\\021\\000\\000\\000blk.0 | an importance matrix    | the model's file",
        "g.gz              | \\037\\213\\010                              | an archive                   | unpack",
        "model.gguf        | \\000\\000\\000\\000                        | begins with zeros            | Fetch it again.",
        "model.gguf        | hello                                           | neither a GGUF nor a         | Give a .gguf file"
    })
    void saysWhatAFileIs(String name, String content, String what, String remedy) throws IOException {
        Path file = Files.write(folder.resolve(name), content.translateEscapes()
                .getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(file, what, remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "model.bin, archive/data.pkl, a PyTorch checkpoint, save_pretrained",
        "model.zip, gemma/data.pkl, a PyTorch checkpoint, save_pretrained",
        "model.keras, metadata.json, a Keras model, GGUF",
        "gemma.task, METADATA, a task bundle of MediaPipe, GGUF",
        "gemma.bundle, TF_LITE_PREFILL_DECODE, a task bundle of MediaPipe, GGUF",
        "gemma.zip, model.gguf, a zip archive, Unpack it",
    })
    void saysWhatAZipIs(String name, String entry, String what, String remedy) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(new byte[10]);
        }
        assertRefused(Files.write(folder.resolve(name), bytes.toByteArray()), what, remedy);
    }

    /** A pointer in the place of the weights of a directory is one, too. */
    @Test
    void saysWhatStandsInForTheWeights() throws IOException {
        Path model = HfModels.copy("gemma1-tiny", folder.resolve("model"));
        Files.writeString(model.resolve("model.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:0");
        assertRefused(model, "model.safetensors: a pointer of git-lfs", "git lfs pull");
    }

    @Test
    void namesTheWeightsOfAnOllamaManifest() throws IOException {
        String digest = "c1864a5eb19305c40519da12cc543519e48a0697ecd30e15d5ac228644957d12";
        Path manifest = folder.resolve("manifests/registry/library/gemma2/2b");
        Files.createDirectories(manifest.getParent());
        Files.writeString(manifest, "{\"schemaVersion\":2,\"config\":{\"digest\":\"sha256:" + "0".repeat(400)
                + "\"},\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\",\"layers\":"
                + "[{\"mediaType\":\"application/vnd.ollama.image.model\",\"digest\":\"sha256:" + digest + "\"}]}");
        assertRefused(manifest, "a manifest of Ollama", folder.resolve("blobs/sha256-" + digest).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"g.gguf.part", "g.gguf.incomplete", "sha256-00-partial", "g.gguf.crdownload"})
    void aDownloadThatIsNotDoneIsNotDamage(String name) throws IOException {
        byte[] whole = Files.readAllBytes(Golden.path("gemma1-tiny-f32.gguf"));
        Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length / 2));
        assertRefused(file, "bytes, which needs " + whole.length, "Let the download end first");
    }

    @ParameterizedTest
    @CsvSource({
        "pytorch_model.bin, holds a PyTorch checkpoint and no safetensors, save_pretrained",
        "flax_model.msgpack, holds weights of JAX, safetensors",
        "model.weights.h5, holds weights of Keras, safetensors",
        "gemma.task, holds a model for another program, safetensors",
        "mmproj-BF16.gguf, holds no language model: mmproj-BF16.gguf, Give the folder or file of the model",
        "snapshots, a folder of the Hugging Face cache, Give the folder in its folder snapshots",
        "README.md, holds 0 .safetensors files, Give a directory with",
    })
    void saysWhatAFolderHolds(String name, String what, String remedy) throws IOException {
        Files.writeString(folder.resolve(name), "");
        assertRefused(folder, what, remedy);
    }

    @Test
    void aLoraAdapterIsNamedWithItsBaseModel() throws IOException {
        Path peft = Files.createDirectories(folder.resolve("peft"));
        Files.writeString(peft.resolve("adapter_config.json"), "{\"base_model_name_or_path\": \"google/gemma-2-2b-it\"}");
        Path weights = peft.resolve("adapter_model.safetensors");
        new SafetensorsWriter()
                .add("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", "F32", List.of(1L, 4L), new byte[16])
                .write(weights);
        assertRefused(peft, "a LoRA adapter of google/gemma-2-2b-it", "Merge it");
        assertRefused(weights, "a LoRA adapter of google/gemma-2-2b-it", "Merge it");
        Path both = HfModels.copy("gemma1-tiny", folder.resolve("both"));
        Files.copy(weights, both.resolve("adapter_model.safetensors"));
        assertRefused(both, "a model with a LoRA adapter beside it", "Merge it");
    }

    @Test
    void aShardStandsForItsModel() throws IOException {
        Path model = HfModels.copy("gemma2-tiny-sharded", folder.resolve("shards"));
        Path shard = model.resolve("model-00002-of-00004.safetensors");
        try (ModelFile whole = ModelFile.open(model); ModelFile found = ModelFile.open(shard)) {
            assertThat(found.tensors()).isEqualTo(whole.tensors());
        }
        Files.delete(model.resolve("model.safetensors.index.json"));
        assertRefused(shard, "a shard of a model, whose index is missing", "Fetch that");
        assertRefused(model, "holds 4 .safetensors files and no model.safetensors.index.json", "Give a directory");
    }

    private static void assertRefused(Path file, String what, String remedy) {
        assertThatThrownBy(() -> ModelFile.open(file).close())
                .isInstanceOfSatisfying(ModelFileException.class, refusal -> {
                    assertThat(refusal.problem()).contains(what);
                    assertThat(refusal.remedy()).containsIgnoringCase(remedy).endsWith(".");
                });
    }
}
