package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.machine.AttentionShape;
import io.gemstream.gemma.model.GemmaConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Buffers off the heap through which a thread passes data to the attention kernels in machine code.
 *
 * @param heads queries, then sums of values, f32 [group, headDim]
 * @param scores f32, [group] of {@link AttentionShape#SCORE_STRIDE} bytes
 */
record AttentionMemory(MemorySegment heads, MemorySegment scores) {

    private static final int ALIGNMENT = 64;

    static AttentionMemory create(GemmaConfig config) {
        int group = config.heads() / config.kvHeads();
        Arena arena = Arena.ofAuto();
        return new AttentionMemory(
                arena.allocate((long) Float.BYTES * group * config.headDim(), ALIGNMENT),
                arena.allocate((long) group * AttentionShape.SCORE_STRIDE, ALIGNMENT));
    }
}
