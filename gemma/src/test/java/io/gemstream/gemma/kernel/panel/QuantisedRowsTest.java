package io.gemstream.gemma.kernel.panel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuantisedRowsTest {

    /** Without the Vector API rows are quantised by the scalar twin. */
    @Test
    void vectorsAndScalarsWriteTheSameBytes() {
        Random random = new Random(3);
        int blocks = 40;
        float[] x = new float[blocks * PanelFormat.BLOCK];
        for (int i = PanelFormat.BLOCK; i < x.length; i++) {
            x[i] = (float) (random.nextGaussian() * Math.pow(10, i / PanelFormat.BLOCK % 9 - 6));
        }
        x[70] = Float.MIN_VALUE;
        long step = 2L * QuantisedRows.BLOCK_BYTES;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vectors = arena.allocate(blocks * step, 64);
            MemorySegment scalars = arena.allocate(blocks * step, 64);
            VectorRounding.blocks(x, blocks, vectors, 0, step);
            QuantisedRows.scalar(x, blocks, scalars, 0, step);
            assertThat(scalars.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(vectors.toArray(ValueLayout.JAVA_BYTE));
        }
    }
}
