package io.gemstream.benchmarks;

import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.kernel.machine.MachineRowFunctions;
import io.gemstream.gemma.kernel.machine.PanelKernels;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Measures the functions of rows, in Java and in machine code, on a row that stays in cache. */
public class RowFunctionBenchmark extends KernelBenchmark {

    private static final int WIDTH = 2304;

    /** java, the name of an {@link InstructionSet}, or best. */
    @Param({"java", "best"})
    public String instructions;

    private final Arena arena = Arena.ofShared();
    private final float[] row = new float[WIDTH];
    private final float[] weight = new float[WIDTH];
    private final float[] out = new float[WIDTH];
    private final QuantisedRows quantised =
            new QuantisedRows(arena.allocate(QuantisedRows.bytes(1, WIDTH), PanelFormat.ALIGNMENT));
    private RowFunctions functions;
    private Optional<PanelKernels> kernels;

    @Setup
    public void fill() {
        Optional<InstructionSet> set = instructions.equals("java") ? Optional.empty() : InstructionSets.named(instructions);
        functions = set.<RowFunctions>map(MachineRowFunctions::create).orElseGet(RowFunctions::ofJava);
        kernels = set.map(PanelKernels::create);
        Arrays.fill(row, 2);
        Arrays.fill(weight, 2 / 1.9546f); // a gate of 2 stays one
        quantised.resize(1, WIDTH);
    }

    @TearDown
    public void free() {
        functions.close();
        kernels.ifPresent(PanelKernels::close);
        arena.close();
    }

    @Benchmark
    public float[] rmsNorm(Work work) {
        functions.rmsNorm(row, 0, weight, WIDTH, 1e-6f, out, 0);
        work.count(0, WIDTH * Float.BYTES);
        return out;
    }

    @Benchmark
    public float[] geluGate(Work work) {
        functions.geluGate(row, weight, WIDTH);
        work.count(0, WIDTH * Float.BYTES);
        return row;
    }

    @Benchmark
    public float[] softcap(Work work) {
        functions.softcap(row, 0, WIDTH, 30);
        work.count(0, WIDTH * Float.BYTES);
        return row;
    }

    @Benchmark
    public float max(Work work) {
        work.count(0, WIDTH * Float.BYTES);
        return functions.max(row, WIDTH);
    }

    @Benchmark
    public float exponentials(Work work) {
        work.count(0, WIDTH * Float.BYTES);
        return functions.exponentials(out, WIDTH, 0.5f);
    }

    @Benchmark
    public QuantisedRows quantise(Work work) {
        if (kernels.isPresent()) {
            kernels.get().quantise(quantised, 0, row);
        } else {
            quantised.set(0, row);
        }
        work.count(0, WIDTH * Float.BYTES);
        return quantised;
    }
}
