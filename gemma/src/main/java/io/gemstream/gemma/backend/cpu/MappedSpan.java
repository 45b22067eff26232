package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.machine.AttentionKernels;
import io.gemstream.gemma.kernel.machine.AttentionShape;
import io.gemstream.gemma.model.GemmaConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Computes attention over mapped memory, in the machine's own code. */
final class MappedSpan implements AttentionSpan {

    private final RowFunctions functions;
    private final float softcap;
    private final int group;
    private final int headDim;
    private final int layer;
    private final MappedKvStorage storage;
    private final AttentionKernels kernels;

    MappedSpan(RowFunctions functions, GemmaConfig config, int layer, MappedKvStorage storage, AttentionKernels kernels) {
        this.functions = functions;
        this.softcap = config.layers().get(layer).attentionSoftcap();
        this.group = config.heads() / config.kvHeads();
        this.headDim = config.headDim();
        this.layer = layer;
        this.storage = storage;
        this.kernels = kernels;
    }

    @Override
    public void attend(
            ThreadScratch on, float[] query, int kvHead, BlockTable table, int first, int last, AttentionPart part) {
        AttentionMemory memory = on.attention();
        int width = group * headDim;
        MemorySegment.copy(query, kvHead * width, memory.heads(), ValueLayout.JAVA_FLOAT, 0, width);
        score(memory, kvHead, table, first, last);
        int seen = last - first + 1;
        for (int head = 0; head < group; head++) {
            float[] scores = on.scores()[head];
            long at = (long) head * AttentionShape.SCORE_STRIDE;
            MemorySegment.copy(memory.scores(), ValueLayout.JAVA_FLOAT, at, scores, 0, seen);
            part.soften(functions, head, scores, seen, softcap);
            MemorySegment.copy(scores, 0, memory.scores(), ValueLayout.JAVA_FLOAT, at, seen);
        }
        memory.heads().fill((byte) 0);
        weigh(memory, kvHead, table, first, last);
        MemorySegment.copy(memory.heads(), ValueLayout.JAVA_FLOAT, 0, part.weighted(), 0, width);
    }

    private void score(AttentionMemory memory, int kvHead, BlockTable table, int first, int last) {
        long base = storage.address();
        long queries = memory.heads().address();
        long scores = memory.scores().address();
        for (int j = first; j <= last;) {
            int run = table.run(j, last);
            long next = j + run <= last
                    ? storage.keys(layer, table, j + run, kvHead) : storage.values(layer, table, first, kvHead);
            kernels.score(
                    base + storage.keys(layer, table, j, kvHead), base + next, run, queries,
                    scores + (long) Float.BYTES * (j - first));
            j += run;
        }
    }

    private void weigh(AttentionMemory memory, int kvHead, BlockTable table, int first, int last) {
        long base = storage.address();
        long weights = memory.scores().address();
        long sums = memory.heads().address();
        for (int j = first; j <= last;) {
            int run = table.run(j, last);
            long next = storage.values(layer, table, Math.min(j + run, last), kvHead);
            kernels.addWeighted(
                    base + storage.values(layer, table, j, kvHead), base + next, run,
                    weights + (long) Float.BYTES * (j - first), sums);
            j += run;
        }
    }
}
