package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.ElementKernels;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.LayerConfig;
import java.util.Arrays;

/**
 * Attention of the query heads that share a key head, over one span of positions. All heads of the group use a block
 * before the next one is read, so keys and values come from memory once.
 */
final class AttentionSpan {

    private final float softcap;
    private final int group;
    private final int headDim;
    private final KvStorage storage;
    private final float[][] keys; // the layer's, by block
    private final float[][] values;

    AttentionSpan(GemmaConfig config, int layer, KvStorage storage) {
        LayerConfig layerConfig = config.layers().get(layer);
        this.softcap = layerConfig.attentionSoftcap();
        this.group = config.heads() / config.kvHeads();
        this.headDim = config.headDim();
        this.storage = storage;
        this.keys = storage.keys(layer);
        this.values = storage.values(layer);
    }

    /**
     * Attends to positions {@code first} to {@code last}, inclusive.
     *
     * @param query of all heads
     */
    void attend(ThreadScratch on, float[] query, int kvHead, BlockTable table, int first, int last, AttentionPart part) {
        score(on, query, kvHead, table, first, last);
        int seen = last - first + 1;
        for (int head = 0; head < group; head++) {
            float[] scores = on.scores()[head];
            if (softcap > 0) {
                ElementKernels.softcap(scores, 0, seen, softcap);
            }
            part.largest()[head] = ElementKernels.max(scores, seen);
            part.sum()[head] = ElementKernels.exponentials(scores, seen, part.largest()[head]);
        }
        weigh(on, kvHead, table, first, last, part.weighted());
    }

    private void score(ThreadScratch on, float[] query, int kvHead, BlockTable table, int first, int last) {
        for (int j = first; j <= last;) {
            float[] block = keys[storage.block(table, j)];
            int run = storage.run(j, last);
            for (int head = 0; head < group; head++) {
                scoreRun(
                        on, block, storage.offset(j, kvHead), run, query, (kvHead * group + head) * headDim,
                        on.scores()[head], j - first);
            }
            j += run;
        }
    }

    private void scoreRun(
            ThreadScratch on, float[] block, int start, int run, float[] query, int qo, float[] scores, int so) {
        int at = start;
        int i = 0;
        for (; i + 4 <= run; i += 4, at += 4 * headDim) {
            DotKernels.fourByOne(
                    block, at, at + headDim, at + 2 * headDim, at + 3 * headDim, query, qo, headDim, on.sums(), scores,
                    so + i);
        }
        for (; i < run; i++, at += headDim) {
            DotKernels.oneByOne(block, at, query, qo, headDim, on.sums(), scores, so + i);
        }
    }

    private void weigh(ThreadScratch on, int kvHead, BlockTable table, int first, int last, float[] out) {
        Arrays.fill(out, 0);
        for (int j = first; j <= last;) {
            float[] block = values[storage.block(table, j)];
            int run = storage.run(j, last);
            for (int head = 0; head < group; head++) {
                ElementKernels.addWeighted(
                        on.scores()[head], j - first, block, storage.offset(j, kvHead), run, headDim, out,
                        head * headDim);
            }
            j += run;
        }
    }
}
