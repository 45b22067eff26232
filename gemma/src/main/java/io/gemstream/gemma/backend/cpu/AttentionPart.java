package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.machine.AttentionShape;
import io.gemstream.gemma.model.GemmaConfig;

/**
 * Partial attention of the query heads of one key head over one span of positions, before the spans are merged.
 *
 * @param largest largest score, [group]
 * @param sum sum of e^(score - largest), [group]
 * @param weighted values weighted by e^(score - largest), [group * headDim]
 */
record AttentionPart(float[] largest, float[] sum, float[] weighted) {

    /** Positions of a span. Spans begin at its multiples, whatever the batch, the window or the number of threads. */
    static final int SPAN = AttentionShape.SPAN;

    /**
     * Turns a head's scores into the weights of its values, and takes note of their sum.
     *
     * @param softcap 0 where there is none
     */
    void soften(RowFunctions functions, int head, float[] scores, int seen, float softcap) {
        if (softcap > 0) {
            functions.softcap(scores, 0, seen, softcap);
        }
        largest[head] = functions.max(scores, seen);
        sum[head] = functions.exponentials(scores, seen, largest[head]);
    }

    static AttentionPart[] create(GemmaConfig config, int count) {
        int group = config.heads() / config.kvHeads();
        AttentionPart[] parts = new AttentionPart[count];
        for (int i = 0; i < count; i++) {
            parts[i] = new AttentionPart(new float[group], new float[group], new float[group * config.headDim()]);
        }
        return parts;
    }

    static int spans(int positions) {
        return Math.ceilDiv(positions, SPAN);
    }

    static long floats(GemmaConfig config) {
        return (long) config.heads() / config.kvHeads() * (config.headDim() + 2);
    }
}
