package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures prefill and decode on a device: {@code PjrtBenchmark DEVICE PLUGIN_FOLDER MODEL GB_PER_S TFLOP_PER_S}. MODEL
 * is a GGUF file, or {@code gemma2-2b} for that shape with weights of no meaning, or {@code small} to try the benchmark.
 * Then come the memory bandwidth and the peak in bf16 that results are put in relation to. Prints a line of JSON per
 * profile and batch. Rates leave out the first step, which pays for late initialisation.
 */
final class PjrtBenchmark {

    private static final int PROMPT = 512;
    private static final int STEPS = 32;
    private static final int BEST = 64;

    private final DeviceSpec device;
    private final Path folder;
    private final double bytesPerSecond;
    private final double flopsPerSecond;

    private PjrtBenchmark(String[] arguments) {
        this.device = DeviceSpec.parse(arguments[0]);
        this.folder = Path.of(arguments[1]);
        this.bytesPerSecond = 1e9 * Double.parseDouble(arguments[3]);
        this.flopsPerSecond = 1e12 * Double.parseDouble(arguments[4]);
    }

    public static void main(String[] arguments) {
        PjrtBenchmark benchmark = new PjrtBenchmark(arguments);
        try (Arena arena = Arena.ofShared()) {
            switch (arguments[2]) {
                case "gemma2-2b" ->
                    benchmark.measure(Models.gemma2With2B(), Models.filled(Models.gemma2With2B(), arena));
                case "small" -> benchmark.measure(SpreadModel.config(), SpreadModel.weights(arena));
                default -> {
                    try (GemmaModel model = GemmaModel.load(Path.of(arguments[2]))) {
                        benchmark.measure(model.config(), model.weights());
                    }
                }
            }
        }
    }

    private void measure(GemmaConfig config, GemmaWeights weights) {
        for (PjrtProfile profile : List.of(PjrtProfile.BF16, PjrtProfile.INT8, PjrtProfile.EXACT)) {
            for (int batch : new int[] {1, 8, 32}) {
                measure(config, weights, profile, batch);
            }
        }
    }

    private void measure(GemmaConfig config, GemmaWeights weights, PjrtProfile profile, int batch) {
        PjrtOptions options = new PjrtOptions(
                device, 1, List.of(folder, folder.resolve("jax_plugins/xla_cuda13")), Map.of(), Optional.empty(), 0.9,
                batch, 16, (long) batch * (PROMPT + STEPS + 16), 256, profile, StepShapes.bucketed(batch, PROMPT));
        long started = System.nanoTime();
        try (PjrtBackend backend = PjrtBackend.create(config, weights, options)) {
            double startSeconds = seconds(started);
            int[] tokens = IntStream.range(0, PROMPT + STEPS)
                    .map(i -> 2 + i * 7919 % (backend.vocabularySize() - 2))
                    .toArray();
            List<BlockTable> tables = tables(backend, batch);
            step(backend, prompt(tables.getFirst(), tokens));
            long prefill = System.nanoTime();
            for (BlockTable table : tables) {
                step(backend, prompt(table, tokens));
            }
            double prefillSeconds = seconds(prefill);
            step(backend, decode(tables, tokens, PROMPT));
            long decode = System.nanoTime();
            for (int i = 1; i < STEPS; i++) {
                step(backend, decode(tables, tokens, PROMPT + i));
            }
            double decodeSeconds = seconds(decode);
            double prefillRate = batch * PROMPT / prefillSeconds;
            double decodeRate = batch * (STEPS - 1) / decodeSeconds;
            long readPerStep = backend.memory().weightBytes()
                    + (long) (batch * (PROMPT + STEPS / 2.0) * config.kvFloatsPerToken() * profile.cache().bytes());
            System.out.printf(
                    Locale.ROOT,
                    "{\"device\": \"%s\", \"profile\": \"%s\", \"batch\": %d, \"start_s\": %.1f,"
                            + " \"prefill_tokens_per_s\": %.1f, \"prefill_share_of_bf16_peak\": %.3f,"
                            + " \"decode_tokens_per_s\": %.1f, \"decode_share_of_bandwidth\": %.3f, \"waste\": %.3f,"
                            + " \"copied_bytes_per_step\": %d}%n",
                    backend.device(), backend.numericProfile(), batch, startSeconds, prefillRate,
                    prefillRate * flopsPerToken(weights) / flopsPerSecond, decodeRate,
                    decodeRate / batch * readPerStep / bytesPerSecond, backend.metrics().waste(),
                    backend.metrics().readBytes() / backend.metrics().steps());
        }
    }

    /** Products of the layers; attention and the output head, which one token of a prompt needs, are left out. */
    private static double flopsPerToken(GemmaWeights weights) {
        return weights.matrices().stream().skip(1).mapToDouble(matrix -> 2.0 * matrix.rows() * matrix.columns()).sum();
    }

    private static List<BlockTable> tables(PjrtBackend backend, int batch) {
        int blocks = Math.ceilDiv(PROMPT + STEPS, backend.blockTokens());
        List<BlockTable> tables = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            tables.add(new BlockTable(backend.blockTokens(), IntStream.range(i * blocks, (i + 1) * blocks).toArray()));
        }
        return tables;
    }

    private static StepPlan prompt(BlockTable table, int[] tokens) {
        return new StepPlan(List.of(new StepSlice(table, tokens, 0, PROMPT, 0, true)));
    }

    private static StepPlan decode(List<BlockTable> tables, int[] tokens, int position) {
        return new StepPlan(tables.stream()
                .map(table -> new StepSlice(table, tokens, position, 1, position, true))
                .toList());
    }

    private static void step(PjrtBackend backend, StepPlan plan) {
        int[] best = new int[plan.slices().size()];
        Arrays.fill(best, BEST);
        backend.run(plan, best, _ -> new float[backend.vocabularySize()]);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
