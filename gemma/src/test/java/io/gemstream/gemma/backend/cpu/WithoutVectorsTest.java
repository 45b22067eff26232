package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.oracle.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that was started without the Vector API computes the same model, and says what it lacks. */
class WithoutVectorsTest {

    private static final String FAST = "io.gemstream.gemma.backend.cpu.FastProfileTest#supported";

    /** Run in the other JVM: prints the logits after each token. */
    static final class Forked {
        public static void main(String[] arguments) {
            int[] tokens = tokens();
            try (GemmaModel model = GemmaModel.load(Path.of(arguments[0]));
                    CpuBackend backend = Steps.backend(model, 2, 16, NumericProfile.valueOf(arguments[1]))) {
                for (float[] row :
                        Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens)) {
                    StringBuilder line = new StringBuilder();
                    for (float logit : row) {
                        line.append(Float.toHexString(logit)).append(' ');
                    }
                    System.out.println(line);
                }
            }
        }
    }

    private static int[] tokens() {
        return Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
    }

    @Test
    void runsOnScalarCodeAndSaysHowToChangeThat(@TempDir Path folder) throws IOException, InterruptedException {
        float[][] logits = forked("gemma2-tiny-f32.gguf", NumericProfile.EXACT, folder);
        float[][] expected = Golden.read("gemma2-tiny-golden.safetensors").rows("logits");
        assertThat(logits.length).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Steps.largestDifference(logits[i], expected[i])).as("position %s", i).isLessThan(2e-3f);
        }
        assertThat(folder.resolve("errors")).content()
                .contains("THE VECTOR API IS OFF")
                .contains("--add-modules jdk.incubator.vector");
    }

    @Test
    @EnabledIf(value = FAST, disabledReason = "the machine has no AVX-512 VNNI")
    void theFastProfileHasTheBitsItHasWithVectors(@TempDir Path folder) throws IOException, InterruptedException {
        float[][] logits = forked("gemma2-quant-q4_0.gguf", NumericProfile.FAST, folder);
        int[] tokens = tokens();
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-quant-q4_0.gguf"));
                CpuBackend backend = Steps.backend(model, 2, 16, NumericProfile.FAST)) {
            assertThat(logits)
                    .isDeepEqualTo(
                            Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens));
        }
    }

    private static float[][] forked(String model, NumericProfile profile, Path folder)
            throws IOException, InterruptedException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                        Forked.class.getName(), Golden.path(model).toString(), profile.name())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        List<float[]> rows = new ArrayList<>();
        try (BufferedReader output = java.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ");
                float[] row = new float[words.length];
                for (int i = 0; i < row.length; i++) {
                    row[i] = Float.parseFloat(words[i]);
                }
                rows.add(row);
            }
        }
        assertThat(java.waitFor()).as(Files.readString(folder.resolve("errors"))).isZero();
        return rows.toArray(float[][]::new);
    }
}
