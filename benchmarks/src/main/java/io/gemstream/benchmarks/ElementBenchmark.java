package io.gemstream.benchmarks;

import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.ElementKernels;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Measures the kernels around the matrices: attention's two halves on one block of keys, and what runs element by
 * element.
 */
public class ElementBenchmark extends KernelBenchmark {

    private static final int WIDTH = 2304;
    private static final int HEAD = 256;
    private static final int BLOCK = 16;

    private final Arena arena = Arena.ofShared();
    private final float[] row = new float[WIDTH];
    private final float[] other = new float[WIDTH];
    private final float[] block = new float[BLOCK * HEAD];
    private final float[] scores = new float[BLOCK];
    private final float[] scratch = new float[DotKernels.SCRATCH];
    private final QuantisedRows quantised =
            new QuantisedRows(arena.allocate(QuantisedRows.bytes(1, WIDTH), PanelFormat.ALIGNMENT));

    @Setup
    public void fill() {
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) Math.sin(i);
        }
        Arrays.fill(other, 0.5f);
        quantised.resize(1, WIDTH);
    }

    @TearDown
    public void free() {
        arena.close();
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

    @Benchmark
    public float exponentials(Work work) {
        work.count(0, WIDTH * Float.BYTES);
        return ElementKernels.exponentials(other, WIDTH, 0.5f);
    }

    @Benchmark
    public float[] rmsNorm(Work work) {
        ElementKernels.rmsNorm(row, 0, row, WIDTH, 1e-6f, other, 0);
        work.count(0, WIDTH * Float.BYTES);
        return other;
    }

    @Benchmark
    public QuantisedRows quantise(Work work) {
        quantised.set(0, row);
        work.count(0, WIDTH * Float.BYTES);
        return quantised;
    }
}
