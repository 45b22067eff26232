package io.gemstream.gemma.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.testing.oracle.Golden;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever vectors a JVM has, a model's logits have the same bits: here JVMs are told to use those of other CPUs, or none,
 * and in {@code exact} no machine code.
 */
class VectorWidthsTest {

    private static final String FAST = "io.gemstream.gemma.backend.cpu.FastProfileTest#supported";

    private enum Vectors {
        NONE(List.of()),
        BITS_128(List.of("--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=16")),
        BITS_256(List.of("--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=32")),
        WIDEST(List.of("--add-modules=jdk.incubator.vector"));

        private final List<String> flags;

        Vectors(List<String> flags) {
            this.flags = flags;
        }
    }

    /** Run in the other JVM: prints the logits after each token. */
    static final class Forked {
        public static void main(String[] arguments) {
            int[] tokens = tokens();
            try (GemmaModel model = GemmaModel.load(Path.of(arguments[0]));
                    CpuBackend backend = backend(model, NumericProfile.valueOf(arguments[1]))) {
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

    private static CpuBackend backend(GemmaModel model, NumericProfile profile) {
        return switch (profile) {
            case EXACT -> Steps.backendInJava(model, 2, 16);
            case FAST -> Steps.backend(model, 2, 16, profile);
        };
    }

    private static int[] tokens() {
        return Golden.read("gemma2-tiny-golden.safetensors").ints("input_ids");
    }

    @ParameterizedTest
    @MethodSource("modelsAndWidths")
    void theExactProfileHasTheSameBits(String model, Vectors vectors, @TempDir Path folder)
            throws IOException, InterruptedException {
        assertThat(forked(model, NumericProfile.EXACT, vectors, folder))
                .isDeepEqualTo(here(model, NumericProfile.EXACT));
    }

    static Stream<Arguments> modelsAndWidths() {
        return Stream.of("gemma2-tiny-f32.gguf", "gemma2-quant-q4_0.gguf")
                .flatMap(model -> Stream.of(Vectors.values()).map(vectors -> Arguments.of(model, vectors)));
    }

    @Test
    void withoutTheModuleTheLogSaysHowToChangeThat(@TempDir Path folder) throws IOException, InterruptedException {
        forked("gemma2-tiny-f32.gguf", NumericProfile.EXACT, Vectors.NONE, folder);
        assertThat(folder.resolve("errors")).content()
                .contains("THE VECTOR API IS OFF")
                .contains("--add-modules jdk.incubator.vector");
    }

    @Test
    @EnabledIf(value = FAST, disabledReason = "there are no kernels for this machine")
    void theFastProfileHasTheBitsItHasWithVectors(@TempDir Path folder) throws IOException, InterruptedException {
        String model = "gemma2-quant-q4_0.gguf";
        assertThat(forked(model, NumericProfile.FAST, Vectors.NONE, folder))
                .isDeepEqualTo(here(model, NumericProfile.FAST));
    }

    private static float[][] here(String name, NumericProfile profile) {
        int[] tokens = tokens();
        try (GemmaModel model = GemmaModel.load(Golden.path(name));
                CpuBackend backend = Steps.backend(model, 2, 16, profile)) {
            return Steps.everyPosition(backend, Steps.scattered(backend, tokens.length, 0), tokens);
        }
    }

    private static float[][] forked(String model, NumericProfile profile, Vectors vectors, Path folder)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(vectors.flags);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Forked.class.getName(), Golden.path(model).toString(), profile.name()));
        Process java = new ProcessBuilder(command)
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
