package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.standalone.pipeline.ModelCheck;
import io.gemstream.testing.oracle.Golden;
import io.gemstream.testing.oracle.HfModels;
import io.gemstream.testing.oracle.TinyGemma;
import io.gemstream.tokenizer.TokenizerModel;
import io.gemstream.tokenizer.config.ChatFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever file it is: {@code inspect} describes what {@code up} serves, and refuses the rest in the same words. */
class InspectAndUpAgreeTest {

    private static final Path GGUF = TinyGemma.GEMMA2.file();

    @TempDir
    Path folder;

    @Test
    void onWhatIsServed() throws IOException {
        assertServed(GGUF);
        assertServed(Golden.path("gemma2-quant-iq4_nl-untied.gguf"));
        assertServed(Golden.path("gemma2-quant-q4_k_m-mixed.gguf"));
        assertServed(Files.copy(GGUF, folder.resolve("sha256-7462734796d67c40ecec2ca98eddf970e171dbb6b370e43f")));
        Path model = hf("gemma2-tiny-sharded");
        HfModels.addTokenizer(model);
        assertServed(model);
        assertServed(model.resolve("model-00002-of-00004.safetensors"));
    }

    @Test
    void onWhatIsRefused() throws IOException {
        assertRefused(folder.resolve("none.gguf"), "none.gguf: no such file (MODEL_FILE_MISSING)", "./gemstream pull");
        assertRefused(file("cut.gguf", Arrays.copyOf(Files.readAllBytes(GGUF), 500_000)), "500000 bytes, which needs",
                "Fetch it again");
        assertRefused(file("page.gguf", "<!doctype html>".getBytes(StandardCharsets.UTF_8)), "an HTML page", "HF_TOKEN");
        assertRefused(file("empty.gguf", new byte[0]), "an empty file", "Fetch it again.");
        assertRefused(file("other.gguf", patched("gemma2", "llama2")), "general.architecture: llama2", "Gemma 1, 2 or 3");
        assertRefused(file("norm.gguf", patched("blk.3.post_ffw_norm", "blk.3.past_ffw_norm")),
                "missing tensor blk.3.post_ffw_norm.weight", "complete");
        assertRefused(file("tensor.gguf", patched("blk.3.ffn_down", "blk.4.ffn_down")), "missing tensor blk.3.ffn_down.weight",
                "complete");
        assertRefused(hf("gemma1-tiny"), "holds neither tokenizer.model nor tokenizer.json", "beside the weights");
        assertRefused(Files.createDirectory(folder.resolve("nothing")), "holds 0 .safetensors files", "Give a directory");
        Path peft = Files.createDirectory(folder.resolve("peft"));
        Files.writeString(peft.resolve("adapter_config.json"), "{\"base_model_name_or_path\": \"google/gemma-2-2b\"}");
        assertRefused(peft, "a LoRA adapter of google/gemma-2-2b", "Merge it");
    }

    /** Seen only when the tokenizer is put together, which the services do. */
    @Test
    void onAVocabularyThatContradictsItself() throws IOException {
        assertRefused(file("bytes.gguf", patched("<0x41>", "<0x42>")), "its vocabulary: ", "current converter");
    }

    private void assertServed(Path model) {
        Outcome inspected = inspect(model);
        assertThat(inspected.text).isEmpty();
        assertThat(inspected.exit).isZero();
        assertThatCode(() -> ModelCheck.require(model)).doesNotThrowAnyException();
        assertThatCode(() -> TokenizerModel.read("m", model, SystemPolicy.FOLD, ChatFormat.FILE))
                .doesNotThrowAnyException();
    }

    private void assertRefused(Path model, String what, String remedy) {
        Outcome inspected = inspect(model);
        assertThat(inspected).isEqualTo(up(model));
        assertThat(inspected.exit).isEqualTo(66);
        assertThat(inspected.text.lines().toList()).hasSize(2);
        assertThat(inspected.text.lines().findFirst().orElseThrow()).contains(what);
        assertThat(inspected.text).contains("\nremedy: ").contains(remedy);
    }

    /** What the terminal shows of a failure, and the exit code. */
    private record Outcome(String text, int exit) {}

    private Outcome inspect(Path model) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CliEnvironment cliEnvironment = new CliEnvironment(new ByteArrayInputStream(new byte[0]),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), false, Map.of("GEMSTREAM_HOME", folder.toString()));
        int exit = new GemstreamCli(cliEnvironment).run("inspect", model.toString());
        return new Outcome(err.toString(StandardCharsets.UTF_8), exit);
    }

    /** The part of {@code up} that comes before it starts anything. */
    private static Outcome up(Path model) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = ErrorReport.of(catchThrowable(() -> ModelCheck.require(model)))
                .print(new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(err.toString(StandardCharsets.UTF_8), exit);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path hf(String name) {
        return HfModels.copy(name, folder.resolve(name));
    }

    /** The tiny model with the first occurrence of a text replaced by one as long. */
    private static byte[] patched(String text, String other) throws IOException {
        byte[] bytes = Files.readAllBytes(GGUF);
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (!Arrays.equals(bytes, at, at + from.length, from, 0, from.length)) {
            at++;
        }
        System.arraycopy(other.getBytes(StandardCharsets.UTF_8), 0, bytes, at, from.length);
        return bytes;
    }
}
