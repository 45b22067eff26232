package io.gemstream.benchmarks;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.kernel.machine.StoredKernel;
import io.gemstream.gemma.kernel.machine.StoredKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Measures kernels for stored rows; {@link DecodeBenchmark} has those in Java. */
public class StoredKernelBenchmark extends KernelBenchmark {

    private static final int COLUMNS = 2304;
    private static final int FEW = 4;
    private static final long MANY_BYTES = 512L << 20;

    @Param({"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q5_0", "Q4_K", "Q6_K"})
    public GgmlType type;

    /** The name of an {@link InstructionSet}, or best. */
    @Param("best")
    public String instructions;

    private final Arena arena = Arena.ofShared();
    private final float[] x = new float[COLUMNS];
    private final float[] decoded = new float[FEW * DotKernels.TILE * COLUMNS];
    private StoredKernels kernels;
    private StoredKernel kernel;
    private MemorySegment stored;
    private float[] out;
    private int tiles;

    @Setup
    public void fill() {
        kernels = StoredKernels.create(InstructionSets.named(instructions).orElseThrow());
        kernel = kernels.of(type, COLUMNS).orElseThrow();
        long tileBytes = DotKernels.TILE * type.rowBytes(COLUMNS);
        tiles = Math.toIntExact(MANY_BYTES / tileBytes);
        stored = arena.allocate(tiles * tileBytes, 64).fill((byte) 1);
        out = new float[tiles * DotKernels.TILE];
    }

    @TearDown
    public void free() {
        kernels.close();
        arena.close();
    }

    @Benchmark
    public float[] decode(Work work) {
        int rows = FEW * DotKernels.TILE;
        kernel.decode(stored, 0, rows, decoded);
        work.count(0, rows * type.rowBytes(COLUMNS));
        return decoded;
    }

    @Benchmark
    public float[] multiplyFromCache(Work work) {
        return multiply(work, FEW);
    }

    @Benchmark
    public float[] multiplyFromMemory(Work work) {
        return multiply(work, tiles);
    }

    private float[] multiply(Work work, int count) {
        kernel.multiply(stored, 0, count, x, out, 0);
        long rows = (long) count * DotKernels.TILE;
        work.count(rows * COLUMNS, rows * type.rowBytes(COLUMNS));
        return out;
    }
}
