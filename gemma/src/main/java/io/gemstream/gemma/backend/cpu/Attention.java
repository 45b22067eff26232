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
    private final float[][] keys; // the layer's, by block
    private final float[][] values;
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
        this.keys = storage.keys(layer);
        this.values = storage.values(layer);
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
        score(on, activations.queries()[row], head * headDim, table, kvHead, first, position);
        if (layer.attentionSoftcap() > 0) {
            ElementKernels.softcap(scores, 0, seen, layer.attentionSoftcap());
        }
        ElementKernels.softmax(scores, seen);
        weigh(scores, table, kvHead, first, position, activations.attended()[row], head * headDim);
    }

    private void score(ThreadScratch on, float[] query, int qo, BlockTable table, int kvHead, int first, int last) {
        float[] scores = on.scores();
        for (int j = first; j <= last;) {
            float[] block = keys[storage.block(table, j)];
            int at = storage.offset(j, kvHead);
            int run = storage.run(j, last);
            int i = 0;
            for (; i + 4 <= run; i += 4, at += 4 * headDim) {
                DotKernels.fourByOne(
                        block, at, at + headDim, at + 2 * headDim, at + 3 * headDim, query, qo, headDim, on.sums(),
                        scores, j - first + i);
            }
            for (; i < run; i++, at += headDim) {
                DotKernels.oneByOne(block, at, query, qo, headDim, on.sums(), scores, j - first + i);
            }
            j += run;
        }
    }

    private void weigh(
            float[] weights, BlockTable table, int kvHead, int first, int last, float[] out, int oo) {
        Arrays.fill(out, oo, oo + headDim, 0);
        for (int j = first; j <= last;) {
            int run = storage.run(j, last);
            ElementKernels.addWeighted(
                    weights, j - first, values[storage.block(table, j)], storage.offset(j, kvHead), run, headDim, out,
                    oo);
            j += run;
        }
    }
}
