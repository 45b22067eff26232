package io.gemstream.benchmarks;

import io.gemstream.gemma.kernel.machine.AttentionKernels;
import io.gemstream.gemma.kernel.machine.AttentionShape;
import io.gemstream.gemma.kernel.machine.CachedRow;
import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.kernel.machine.MappedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Measures attention over cached rows of one key head, two query heads to it: from cache, and from memory. */
public class AttentionBenchmark extends KernelBenchmark {

    private static final int HEAD = 256;
    private static final int GROUP = 2;
    private static final int BLOCK = 16;

    @Param({"FLOATS", "HALVES", "BYTES"})
    public CachedRow format;

    /** 32 stay in cache; 400,000 do not. */
    @Param({"32", "400000"})
    public int positions;

    /** Name of an {@link InstructionSet}, or best. */
    @Param("best")
    public String instructions;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment heads = arena.allocate((long) GROUP * HEAD * Float.BYTES, 64);
    private final MemorySegment scores = arena.allocate((long) GROUP * AttentionShape.SCORE_STRIDE, 64);
    private AttentionKernels kernels;
    private MappedMemory memory;
    private long blockBytes;

    @Setup
    public void fill() {
        AttentionShape shape = new AttentionShape(format, HEAD, GROUP);
        kernels = AttentionKernels.create(InstructionSets.named(instructions).orElseThrow(), shape);
        blockBytes = (long) BLOCK * shape.rowBytes();
        memory = MappedMemory.large(positions / BLOCK * blockBytes);
        memory.segment().fill((byte) 0); // a number like any other, once it is written
    }

    @TearDown
    public void free() {
        kernels.close();
        memory.close();
        arena.close();
    }

    @Benchmark
    public MemorySegment score(Work work) {
        long address = memory.segment().address();
        for (int block = 0; block < positions / BLOCK; block++, address += blockBytes) {
            kernels.score(address, address + blockBytes, BLOCK, heads.address(), scores.address());
        }
        work.count((long) positions * GROUP * HEAD, positions / BLOCK * blockBytes);
        return scores;
    }

    @Benchmark
    public MemorySegment addWeighted(Work work) {
        long address = memory.segment().address();
        for (int block = 0; block < positions / BLOCK; block++, address += blockBytes) {
            kernels.addWeighted(address, address + blockBytes, BLOCK, scores.address(), heads.address());
        }
        work.count((long) positions * GROUP * HEAD, positions / BLOCK * blockBytes);
        return heads;
    }
}
