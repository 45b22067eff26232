package io.gemstream.benchmarks;

import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.ElementKernels;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** Measures attention in Java: its two halves on one block of keys. */
public class ArrayAttentionBenchmark extends KernelBenchmark {

    private static final int WIDTH = 2304;
    private static final int HEAD = 256;
    private static final int BLOCK = 16;

    private final float[] row = new float[WIDTH];
    private final float[] other = new float[WIDTH];
    private final float[] block = new float[BLOCK * HEAD];
    private final float[] scores = new float[BLOCK];
    private final float[] scratch = new float[DotKernels.SCRATCH];

    @Setup
    public void fill() {
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) Math.sin(i);
        }
        Arrays.fill(other, 0.5f);
    }

    @Benchmark
    public float[] scoreBlock(Work work) {
        for (int i = 0; i < BLOCK; i += 4) {
            DotKernels.fourByOne(
                    block, i * HEAD, (i + 1) * HEAD, (i + 2) * HEAD, (i + 3) * HEAD, row, 0, HEAD, scratch, scores, i);
        }
        work.count(BLOCK * HEAD, 0);
        return scores;
    }

    @Benchmark
    public float[] weighBlock(Work work) {
        ElementKernels.addWeighted(scores, 0, block, 0, BLOCK, HEAD, other, 0);
        work.count(BLOCK * HEAD, 0);
        return other;
    }
}
