package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.pjrt.api.OptionValue;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short ways to run steps in tests. */
final class Runs {

    private Runs() {}

    /** The plug-in under test with blocks of 8 positions, 256 in all, of which attention reads 16 at a time. */
    static PjrtOptions options(NumericProfile profile, StepShapes shapes, int devices) {
        return options(profile, shapes, devices, Optional.empty());
    }

    static PjrtOptions options(
            NumericProfile profile, StepShapes shapes, int devices, Optional<Path> programCache) {
        Map<String, OptionValue> client =
                devices == 1 ? Map.of() : Map.of("cpu_device_count", new OptionValue.Whole(devices));
        Path library = Plugins.underTest().path();
        DeviceSpec device = switch (Plugins.underTest()) {
            case CPU -> new DeviceSpec.Plugin(library, 0);
            case GPU -> new DeviceSpec.Gpu(0);
            case TPU -> new DeviceSpec.Tpu(0);
        };
        return new PjrtOptions(
                device, devices, List.of(library.getParent()), client, programCache, 0.5, 4, 8, 256, 16, profile,
                shapes);
    }

    static PjrtBackend backend(GemmaModel model, NumericProfile profile, StepShapes shapes) {
        return PjrtBackend.create(model.config(), model.weights(), options(profile, shapes, 1));
    }

    /** A table whose blocks are neither in order nor adjacent: every second block, last first. */
    static BlockTable scattered(Backend backend, int tokens, int lane) {
        int[] ids = new int[Math.ceilDiv(tokens, backend.blockTokens())];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = 2 * (ids.length - 1 - i) + lane;
        }
        return new BlockTable(backend.blockTokens(), ids);
    }

    /** Logits after the last token of one slice. */
    static float[] run(Backend backend, BlockTable table, int[] tokens, int from, int count) {
        float[][] logits = new float[1][backend.vocabularySize()];
        backend.run(new StepPlan(List.of(new StepSlice(table, tokens, from, count, from, true))), logits);
        return logits[0];
    }

    /** Logits at every position: the prompt is fed token by token. */
    static float[][] everyPosition(Backend backend, BlockTable table, int[] tokens) {
        float[][] logits = new float[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            logits[i] = run(backend, table, tokens, i, 1);
        }
        return logits;
    }

    /** The prompt in chunks; logits after the last one. */
    static float[] inChunks(Backend backend, BlockTable table, int[] tokens, int chunk) {
        float[] last = new float[0];
        for (int from = 0; from < tokens.length; from += chunk) {
            last = run(backend, table, tokens, from, Math.min(chunk, tokens.length - from));
        }
        return last;
    }

    static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** NaN where one of the numbers is. */
    static float largestDifference(float[][] a, float[][] b) {
        float largest = 0;
        for (int row = 0; row < b.length; row++) {
            for (int i = 0; i < b[row].length; i++) {
                float difference = Math.abs(a[row][i] - b[row][i]);
                largest = Float.isNaN(difference) ? Float.NaN : Math.max(largest, difference);
            }
        }
        return largest;
    }
}
