package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.ElementKernels;
import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.model.GemmaConfig;
import java.util.Arrays;

/** Computes attention over keys and values in arrays; those that are not floats are converted block by block. */
final class ArraySpan implements AttentionSpan {

    private final RowFunctions functions;
    private final float softcap;
    private final int group;
    private final int headDim;
    private final ArrayKvStorage storage;
    private final int blockGroup; // of the layer, as are these:
    private final KvRows keys;
    private final KvRows values;

    ArraySpan(RowFunctions functions, GemmaConfig config, int layer, ArrayKvStorage storage) {
        this.functions = functions;
        this.softcap = config.layers().get(layer).attentionSoftcap();
        this.group = config.heads() / config.kvHeads();
        this.headDim = config.headDim();
        this.storage = storage;
        this.blockGroup = storage.groups().groupOf()[layer];
        this.keys = storage.keys()[storage.groups().slotOf()[layer]];
        this.values = storage.values()[storage.groups().slotOf()[layer]];
    }

    @Override
    public void attend(
            ThreadScratch on, float[] query, int kvHead, BlockTable table, int first, int last, AttentionPart part) {
        score(on, query, kvHead, table, first, last);
        for (int head = 0; head < group; head++) {
            part.soften(functions, head, on.scores()[head], last - first + 1, softcap);
        }
        weigh(on, kvHead, table, first, last, part.weighted());
    }

    private void score(ThreadScratch on, float[] query, int kvHead, BlockTable table, int first, int last) {
        for (int j = first; j <= last;) {
            int run = table.run(j, last);
            int offset = storage.offset(j, kvHead);
            float[] rows = keys.read(table.block(blockGroup, j), offset, run * headDim, on.window());
            for (int head = 0; head < group; head++) {
                scoreRun(
                        on, rows, keys.start(offset), run, query, (kvHead * group + head) * headDim,
                        on.scores()[head], j - first);
            }
            j += run;
        }
    }

    private void scoreRun(
            ThreadScratch on, float[] rows, int start, int run, float[] query, int qo, float[] scores, int so) {
        int at = start;
        int i = 0;
        for (; i + 4 <= run; i += 4, at += 4 * headDim) {
            DotKernels.fourByOne(
                    rows, at, at + headDim, at + 2 * headDim, at + 3 * headDim, query, qo, headDim, on.sums(), scores,
                    so + i);
        }
        for (; i < run; i++, at += headDim) {
            DotKernels.oneByOne(rows, at, query, qo, headDim, on.sums(), scores, so + i);
        }
    }

    private void weigh(ThreadScratch on, int kvHead, BlockTable table, int first, int last, float[] out) {
        Arrays.fill(out, 0);
        for (int j = first; j <= last;) {
            int run = table.run(j, last);
            int offset = storage.offset(j, kvHead);
            float[] rows = values.read(table.block(blockGroup, j), offset, run * headDim, on.window());
            for (int head = 0; head < group; head++) {
                ElementKernels.addWeighted(
                        on.scores()[head], j - first, rows, values.start(offset), run, headDim, out,
                        head * headDim);
            }
            j += run;
        }
    }
}
