package io.gemstream.benchmarks;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.RowDecoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Measures the exact profile on a tile of stored rows: decoding it, and multiplying it by one row or by four. */
public class DecodeBenchmark extends KernelBenchmark {

    private static final int COLUMNS = 2304;
    private static final int TILE = DotKernels.TILE;

    @Param({"F32", "BF16", "Q8_0", "Q4_0", "Q5_0", "Q4_K", "Q6_K"})
    public GgmlType type;

    private final Arena arena = Arena.ofShared();
    private final float[] weights = new float[TILE * COLUMNS];
    private final float[][] x = new float[TILE][COLUMNS];
    private final float[][] out = new float[TILE][TILE];
    private final float[] scratch = new float[DotKernels.SCRATCH];
    private MemorySegment stored;

    @Setup
    public void fill() {
        stored = arena.allocate(TILE * type.rowBytes(COLUMNS), 64).fill((byte) 1);
    }

    @TearDown
    public void free() {
        arena.close();
    }

    @Benchmark
    public float[] decode(Work work) {
        RowDecoder.decode(type, stored, 0, TILE * COLUMNS, weights, 0);
        work.count(0, stored.byteSize());
        return weights;
    }

    @Benchmark
    public float[] decodeForOneRow(Work work) {
        RowDecoder.decode(type, stored, 0, TILE * COLUMNS, weights, 0);
        DotKernels.fourByOne(
                weights, 0, COLUMNS, 2 * COLUMNS, 3 * COLUMNS, x[0], 0, COLUMNS, scratch, out[0], 0);
        work.count((long) TILE * COLUMNS, stored.byteSize());
        return out[0];
    }

    @Benchmark
    public float[][] multiplyFourRows(Work work) {
        DotKernels.fourByFour(
                weights, x[0], x[1], x[2], x[3], COLUMNS, scratch, out[0], out[1], out[2], out[3], 0);
        work.count((long) TILE * TILE * COLUMNS, 0);
        return out;
    }
}
