package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Cosines and sines of the rotary embedding for every position. Worked out on the host, because devices round their own
 * cosine of large angles each in its way; the angle is an f32 as in the references.
 *
 * @param cos [positions, headDim / 2], f32
 * @param sin [positions, headDim / 2], f32
 */
record RotaryTable(MemorySegment cos, MemorySegment sin) {

    static RotaryTable of(ModelSpec.Rope rope, int positions, int headDim, Arena arena) {
        int half = headDim / 2;
        RotaryTable table = new RotaryTable(
                arena.allocate(4L * positions * half, 64), arena.allocate(4L * positions * half, 64));
        for (int j = 0; j < half; j++) {
            float frequency = 1 / (float) Math.pow(rope.base(), (float) (2 * j) / headDim) / rope.scale();
            for (int position = 0; position < positions; position++) {
                float angle = position * frequency;
                long at = (long) position * half + j;
                table.cos.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) Math.cos(angle));
                table.sin.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) Math.sin(angle));
            }
        }
        return table;
    }
}
