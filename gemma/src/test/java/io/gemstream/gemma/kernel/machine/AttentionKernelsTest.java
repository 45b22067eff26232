package io.gemstream.gemma.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.kernel.HalfFloats;
import io.gemstream.gemma.kernel.ScaledBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bits of the machine code against sums that are written out here, for every format, group and length of a run. */
class AttentionKernelsTest {

    private static final int ROWS = 19;
    private static final int[] HEAD_DIMS = {32, 96, 256};

    @ParameterizedTest
    @EnumSource
    void scoresAndSums(InstructionSet set) {
        InstructionSets.assumePresent(set);
        Assumptions.assumeTrue(set.hasAttention(), () -> "there are no kernels of attention for " + set);
        for (CachedRow row : CachedRow.values()) {
            scoresAndSums(set, row);
        }
    }

    private static void scoresAndSums(InstructionSet set, CachedRow row) {
        for (int headDim : HEAD_DIMS) {
            for (int group : new int[] {1, 2, 3, 4, 5, 8}) {
                check(set, new AttentionShape(row, headDim, group));
            }
        }
    }

    private static void check(InstructionSet set, AttentionShape shape) {
        try (Arena arena = Arena.ofConfined();
                AttentionKernels kernels = AttentionKernels.create(set, shape)) {
            float[][] rows = new float[ROWS][];
            MemorySegment stored = arena.allocate((long) ROWS * shape.rowBytes(), 64);
            for (int i = 0; i < ROWS; i++) {
                rows[i] = put(shape, random(i, shape.headDim()), stored, (long) i * shape.rowBytes());
            }
            for (int count = 1; count <= ROWS; count++) {
                scores(shape, kernels, rows, stored, count, arena);
                sums(shape, kernels, rows, stored, count, arena);
            }
        }
    }

    private static void scores(
            AttentionShape shape, AttentionKernels kernels, float[][] rows, MemorySegment stored, int count,
            Arena arena) {
        float[] queries = random(99, shape.group() * shape.headDim());
        MemorySegment scores = arena.allocate((long) shape.group() * AttentionShape.SCORE_STRIDE, 64);
        kernels.score(
                stored.address(), stored.address(), count, floats(queries, arena).address(), scores.address() + 12);
        for (int head = 0; head < shape.group(); head++) {
            for (int i = 0; i < count; i++) {
                long at = 12 + (long) head * AttentionShape.SCORE_STRIDE + 4L * i;
                assertThat(scores.get(ValueLayout.JAVA_FLOAT, at))
                        .as("%s, %s rows, head %s, row %s", shape, count, head, i)
                        .isEqualTo(dot(rows[i], queries, head * shape.headDim()));
            }
            assertThat(scores.get(ValueLayout.JAVA_FLOAT, (long) head * AttentionShape.SCORE_STRIDE + 8)).isZero();
        }
    }

    private static void sums(
            AttentionShape shape, AttentionKernels kernels, float[][] rows, MemorySegment stored, int count,
            Arena arena) {
        MemorySegment weights = arena.allocate((long) shape.group() * AttentionShape.SCORE_STRIDE, 64);
        float[] start = random(7, shape.group() * shape.headDim());
        MemorySegment sums = floats(start, arena);
        float[][] w = new float[shape.group()][];
        for (int head = 0; head < shape.group(); head++) {
            w[head] = random(head + 50, ROWS);
            MemorySegment.copy(
                    w[head], 0, weights, ValueLayout.JAVA_FLOAT, 12 + (long) head * AttentionShape.SCORE_STRIDE, ROWS);
        }
        kernels.addWeighted(stored.address(), stored.address(), count, weights.address() + 12, sums.address());
        for (int head = 0; head < shape.group(); head++) {
            for (int d = 0; d < shape.headDim(); d++) {
                float expected = start[head * shape.headDim() + d];
                for (int i = 0; i < count; i++) {
                    expected = Math.fma(rows[i][d], w[head][i], expected);
                }
                assertThat(sums.getAtIndex(ValueLayout.JAVA_FLOAT, (long) head * shape.headDim() + d))
                        .as("%s, %s rows, head %s, column %s", shape, count, head, d)
                        .isEqualTo(expected);
            }
        }
    }

    /** Sixteen sums, then the upper half onto the lower until one is left. */
    private static float dot(float[] row, float[] query, int qo) {
        float[] lanes = new float[16];
        for (int k = 0; k < row.length; k++) {
            lanes[k % 16] = Math.fma(row[k], query[qo + k], lanes[k % 16]);
        }
        for (int half = 8; half > 0; half /= 2) {
            for (int i = 0; i < half; i++) {
                lanes[i] += lanes[i + half];
            }
        }
        return lanes[0];
    }

    /** Stores a row and returns what is stored. */
    private static float[] put(AttentionShape shape, float[] x, MemorySegment to, long at) {
        int n = x.length;
        float[] back = new float[n];
        switch (shape.row()) {
            case FLOATS -> {
                MemorySegment.copy(x, 0, to, ValueLayout.JAVA_FLOAT, at, n);
                return x;
            }
            case HALVES -> {
                short[] halves = new short[n];
                HalfFloats.encode(x, 0, n, halves, 0);
                MemorySegment.copy(halves, 0, to, ValueLayout.JAVA_SHORT, at, n);
                HalfFloats.decode(halves, 0, n, back);
            }
            case BYTES -> {
                byte[] bytes = new byte[n];
                float[] scales = new float[ScaledBytes.scales(n)];
                ScaledBytes.encode(x, 0, n, bytes, 0, scales, 0);
                MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, at, n);
                MemorySegment.copy(scales, 0, to, ValueLayout.JAVA_FLOAT, at + n, scales.length);
                ScaledBytes.decode(bytes, 0, scales, 0, n, back, 0);
            }
        }
        return back;
    }

    private static MemorySegment floats(float[] x, Arena arena) {
        MemorySegment segment = arena.allocate(4L * x.length, 64);
        MemorySegment.copy(x, 0, segment, ValueLayout.JAVA_FLOAT, 0, x.length);
        return segment;
    }

    private static float[] random(long seed, int n) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
