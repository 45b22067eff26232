package io.gemstream.benchmarks;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.kernel.machine.StoredDots;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Measures stored rows times one vector in machine code, from cache and from memory; {@link DecodeBenchmark} has Java's. */
public class StoredDotBenchmark extends KernelBenchmark {

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
    private StoredDots dots;
    private StoredDots.Product product;
    private MemorySegment stored;
    private float[] out;
    private int tiles;

    @Setup
    public void fill() {
        dots = StoredDots.create(InstructionSets.named(instructions).orElseThrow());
        product = dots.of(type, COLUMNS).orElseThrow();
        long tileBytes = DotKernels.TILE * type.rowBytes(COLUMNS);
        tiles = Math.toIntExact(MANY_BYTES / tileBytes);
        stored = arena.allocate(tiles * tileBytes, 64).fill((byte) 1);
        out = new float[tiles * DotKernels.TILE];
    }

    @TearDown
    public void free() {
        dots.close();
        arena.close();
    }

    @Benchmark
    public float[] fromCache(Work work) {
        return multiply(work, FEW);
    }

    @Benchmark
    public float[] fromMemory(Work work) {
        return multiply(work, tiles);
    }

    private float[] multiply(Work work, int count) {
        product.multiply(stored, 0, count, x, out, 0);
        long rows = (long) count * DotKernels.TILE;
        work.count(rows * COLUMNS, rows * type.rowBytes(COLUMNS));
        return out;
    }
}
