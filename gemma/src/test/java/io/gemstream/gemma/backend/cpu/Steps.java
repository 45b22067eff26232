package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import java.util.List;
import java.util.Optional;

/** Short ways to run steps of any backend in tests. */
public final class Steps {

    private Steps() {}

    static CpuBackend backend(GemmaModel model, int threads, int blockTokens) {
        return backend(model, threads, blockTokens, NumericProfile.EXACT);
    }

    static CpuBackend backend(GemmaModel model, int threads, int blockTokens, NumericProfile profile) {
        return backend(model, threads, blockTokens, profile, profile.usualKvFormat());
    }

    static CpuBackend backend(
            GemmaModel model, int threads, int blockTokens, NumericProfile profile, KvFormat kvFormat) {
        return CpuBackend.create(
                model.config(), model.weights(),
                        CpuOptions.builder().threads(threads).blockTokens(blockTokens).kvCacheTokens(256)
                                .profile(profile).kvFormat(kvFormat).build());
    }

    /** In Java alone, as on a machine that there is no machine code for. */
    static CpuBackend backendInJava(GemmaModel model, int threads, int blockTokens) {
        CpuOptions options = new CpuOptions(
                threads, blockTokens, 256, NumericProfile.EXACT, NumericProfile.EXACT.usualKvFormat(), Optional.empty());
        return CpuBackend.create(model.config(), model.weights(), options);
    }

    /** A table whose blocks are neither in order nor adjacent: every second block, last first. */
    public static BlockTable scattered(Backend backend, int tokens, int lane) {
        int[][] ids = new int[backend.groups().size()][Math.ceilDiv(tokens, backend.blockTokens())];
        for (int group = 0; group < ids.length; group++) {
            for (int i = 0; i < ids[group].length; i++) {
                ids[group][i] = (2 * (ids[group].length - 1 - i) + lane) * ids.length + group;
            }
        }
        return new BlockTable(backend.blockTokens(), ids);
    }

    /** Logits after the last token of one slice. */
    public static float[] run(Backend backend, BlockTable table, int[] tokens, int from, int count) {
        float[][] logits = new float[1][backend.vocabularySize()];
        backend.run(new StepPlan(List.of(new StepSlice(table, tokens, from, count, from, true))), logits);
        return logits[0];
    }

    /** Logits at every position: the prompt is fed token by token. */
    public static float[][] everyPosition(Backend backend, BlockTable table, int[] tokens) {
        float[][] logits = new float[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            logits[i] = run(backend, table, tokens, i, 1);
        }
        return logits;
    }

    /** The prompt in chunks; logits after the last one. */
    public static float[] inChunks(Backend backend, BlockTable table, int[] tokens, int chunk) {
        float[] last = new float[0];
        for (int from = 0; from < tokens.length; from += chunk) {
            last = run(backend, table, tokens, from, Math.min(chunk, tokens.length - from));
        }
        return last;
    }

    public static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    static float largestDifference(float[] a, float[] b) {
        float largest = 0;
        for (int i = 0; i < a.length; i++) {
            float difference = Math.abs(a[i] - b[i]);
            // Not Math.max alone: a NaN has to fail the test, too.
            largest = Float.isNaN(difference) ? Float.NaN : Math.max(largest, difference);
        }
        return largest;
    }
}
