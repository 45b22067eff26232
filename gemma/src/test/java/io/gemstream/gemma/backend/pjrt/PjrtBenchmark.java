package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures prefill and decode of a model file on a device: {@code PjrtBenchmark DEVICE PLUGIN_FOLDER MODEL.gguf}.
 * Prints a line of JSON per profile and batch. Rates leave out the first step, which pays for late initialisation.
 */
final class PjrtBenchmark {

    private static final int PROMPT = 512;
    private static final int STEPS = 32;
    private static final int BEST = 64;

    private PjrtBenchmark() {}

    public static void main(String[] arguments) {
        DeviceSpec device = DeviceSpec.parse(arguments[0]);
        Path folder = Path.of(arguments[1]);
        try (GemmaModel model = GemmaModel.load(Path.of(arguments[2]))) {
            for (NumericProfile profile :
                    List.of(NumericProfile.EXACT, NumericProfile.BF16, NumericProfile.INT8)) {
                for (int batch : new int[] {1, 8}) {
                    measure(model, device, folder, profile, batch);
                }
            }
        }
    }

    private static void measure(GemmaModel model, DeviceSpec device, Path folder, NumericProfile profile, int batch) {
        PjrtOptions options = new PjrtOptions(
                device, 1, List.of(folder, folder.resolve("jax_plugins/xla_cuda13")), Map.of(), Optional.empty(), 0.9,
                batch, 16, (long) batch * (PROMPT + STEPS + 16), 256, profile, StepShapes.bucketed(batch, PROMPT));
        long started = System.nanoTime();
        try (PjrtBackend backend = PjrtBackend.create(model.config(), model.weights(), options)) {
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
            System.out.printf(
                    "{\"device\": \"%s\", \"profile\": \"%s\", \"batch\": %d, \"start_s\": %.1f,"
                            + " \"prefill_tokens_per_s\": %.1f, \"decode_tokens_per_s\": %.1f, \"waste\": %.3f,"
                            + " \"read_bytes_per_step\": %d}%n",
                    backend.device(), backend.numericProfile(), batch, startSeconds, batch * PROMPT / prefillSeconds,
                    batch * (STEPS - 1) / decodeSeconds, backend.metrics().waste(),
                    backend.metrics().readBytes() / backend.metrics().steps());
        }
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
