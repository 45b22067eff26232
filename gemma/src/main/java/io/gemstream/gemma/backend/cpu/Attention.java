package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.ElementKernels;
import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.LayerConfig;
import java.util.Arrays;

/**
 * Computes causal attention of one layer over the block tables of a pass. A key head of a row is attended to in spans
 * of positions that are put together in order; its numbers depend on the positions it sees and on nothing else.
 *
 * <p>An item is a key head of a row where there are enough of them for all threads, else a span of one.
 */
final class Attention {

    private final LayerConfig layer;
    private final int kvHeads;
    private final int group; // query heads per key head
    private final int headDim;
    private final AttentionSpan span;
    private final Activations activations;
    private final ThreadScratch[] scratch;
    private final AttentionPart[][] shared; // [few rows * kvHeads][spans]
    private final Batch batch;
    private final RangeWork whole = this::attendWhole;
    private final RangeWork single = this::attendSpan;
    private int spans;

    Attention(
            RowFunctions functions, GemmaConfig config, int layer, KvStorage storage, Activations activations,
            ThreadScratch[] scratch, AttentionPart[][] shared, Batch batch) {
        this.layer = config.layers().get(layer);
        this.kvHeads = config.kvHeads();
        this.group = config.heads() / config.kvHeads();
        this.headDim = config.headDim();
        this.span = storage.span(functions, layer);
        this.activations = activations;
        this.scratch = scratch;
        this.shared = shared;
        this.batch = batch;
    }

    void run(StepThreads threads) {
        int items = batch.count() * kvHeads;
        if (items > shared.length) {
            threads.run(whole, items, 1);
            return;
        }
        spans = 1;
        for (int row = 0; row < batch.count(); row++) {
            spans = Math.max(spans, spans(row));
        }
        threads.run(single, items * spans, 1);
        for (int item = 0; item < items; item++) {
            join(item, shared[item]);
        }
    }

    private void attendWhole(int thread, int from, int to) {
        for (int item = from; item < to; item++) {
            AttentionPart[] parts = scratch[thread].parts();
            for (int i = 0; i < spans(item / kvHeads); i++) {
                attend(scratch[thread], item, i, parts[i]);
            }
            join(item, parts);
        }
    }

    private void attendSpan(int thread, int from, int to) {
        for (int i = from; i < to; i++) {
            int item = i / spans;
            if (i % spans < spans(item / kvHeads)) {
                attend(scratch[thread], item, i % spans, shared[item][i % spans]);
            }
        }
    }

    /** Spans that a row sees something of. */
    private int spans(int row) {
        int position = batch.position(row);
        return position / AttentionPart.SPAN - layer.firstVisible(position) / AttentionPart.SPAN + 1;
    }

    /** @param index counts from the first span the row sees */
    private void attend(ThreadScratch on, int item, int index, AttentionPart part) {
        int row = item / kvHeads;
        int position = batch.position(row);
        int visible = layer.firstVisible(position);
        int start = (visible / AttentionPart.SPAN + index) * AttentionPart.SPAN;
        span.attend(
                on, activations.queries()[row], item % kvHeads, batch.table(row), Math.max(visible, start),
                Math.min(position, start + AttentionPart.SPAN - 1), part);
    }

    private void join(int item, AttentionPart[] parts) {
        int row = item / kvHeads;
        float[] out = activations.attended()[row];
        for (int head = 0; head < group; head++) {
            join(parts, spans(row), head, out, (item % kvHeads * group + head) * headDim);
        }
    }

    private void join(AttentionPart[] parts, int count, int head, float[] out, int oo) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, parts[i].largest()[head]);
        }
        float sum = 0;
        Arrays.fill(out, oo, oo + headDim, 0);
        for (int i = 0; i < count; i++) {
            float factor = (float) StrictMath.exp(parts[i].largest()[head] - largest);
            sum = Math.fma(parts[i].sum()[head], factor, sum);
            ElementKernels.addScaled(parts[i].weighted(), head * headDim, headDim, factor, out, oo);
        }
        ElementKernels.scale(out, oo, headDim, 1 / sum);
    }
}
