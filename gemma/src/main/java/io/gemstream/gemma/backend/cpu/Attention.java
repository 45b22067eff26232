package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.ElementKernels;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.LayerConfig;
import java.util.Arrays;

/**
 * Causal attention of one layer over the block tables of a pass. An item is one query head of one row; its numbers
 * depend on the positions it sees and on nothing else.
 */
final class Attention implements RangeWork {

    private final LayerConfig layer;
    private final int heads;
    private final int groupSize; // query heads per key head
    private final int headDim;
    private final KvStorage storage;
    private final float[] keys; // the layer's, see KvStorage
    private final float[] values;
    private final Activations activations;
    private final ThreadScratch[] scratch;
    private final PassRows rows;

    Attention(
            GemmaConfig config, int layer, KvStorage storage, Activations activations, ThreadScratch[] scratch,
            PassRows rows) {
        this.layer = config.layers().get(layer);
        this.heads = config.heads();
        this.groupSize = config.heads() / config.kvHeads();
        this.headDim = config.headDim();
        this.storage = storage;
        this.keys = storage.keys()[layer];
        this.values = storage.values()[layer];
        this.activations = activations;
        this.scratch = scratch;
        this.rows = rows;
    }

    void run(StepThreads threads) {
        threads.run(this, rows.count() * heads, 1);
    }

    @Override
    public void run(int thread, int from, int to) {
        for (int item = from; item < to; item++) {
            attend(scratch[thread], item / heads, item % heads);
        }
    }

    private void attend(ThreadScratch on, int row, int head) {
        BlockTable table = rows.table(row);
        int position = rows.position(row);
        int first = layer.firstVisible(position);
        int seen = position - first + 1;
        int kvHead = head / groupSize;
        float[] scores = on.scores();
        score(on, activations.queries()[row], head * headDim, table, kvHead, first, seen);
        if (layer.attentionSoftcap() > 0) {
            ElementKernels.softcap(scores, 0, seen, layer.attentionSoftcap());
        }
        ElementKernels.softmax(scores, seen);
        weigh(scores, table, kvHead, first, position, activations.attended()[row], head * headDim);
    }

    private void score(ThreadScratch on, float[] query, int qo, BlockTable table, int kvHead, int first, int seen) {
        float[] scores = on.scores();
        int i = 0;
        for (; i + 4 <= seen; i += 4) {
            int j = first + i;
            DotKernels.fourByOne(
                    keys, storage.offset(table, j, kvHead), storage.offset(table, j + 1, kvHead),
                    storage.offset(table, j + 2, kvHead), storage.offset(table, j + 3, kvHead),
                    query, qo, headDim, on.sums(), scores, i);
        }
        for (; i < seen; i++) {
            DotKernels.oneByOne(
                    keys, storage.offset(table, first + i, kvHead), query, qo, headDim, on.sums(), scores, i);
        }
    }

    private void weigh(
            float[] weights, BlockTable table, int kvHead, int first, int last, float[] out, int oo) {
        Arrays.fill(out, oo, oo + headDim, 0);
        int blockTokens = storage.blockTokens();
        int j = first;
        while (j <= last) {
            int run = Math.min(last + 1, (j / blockTokens + 1) * blockTokens) - j;
            ElementKernels.addWeighted(
                    weights, j - first, values, storage.offset(table, j, kvHead), run, headDim, out, oo);
            j += run;
        }
    }
}
