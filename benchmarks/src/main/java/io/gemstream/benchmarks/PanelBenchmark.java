package io.gemstream.benchmarks;

import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.kernel.machine.MappedMemory;
import io.gemstream.gemma.kernel.machine.PanelKernels;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Measures products of panels and quantised rows: from cache, where arithmetic is the bound, and from memory. */
public class PanelBenchmark extends KernelBenchmark {

    private static final int COLUMNS = 2304;

    @Param({"NIBBLES", "FIVE_BITS", "BYTES", "NIBBLES_IN_SUPER_BLOCKS", "SIX_BITS_IN_HALVES"})
    public PanelFormat format;

    @Param({"1", "8"})
    public int rows;

    /** 4 stay in cache; 16,000 do not. */
    @Param({"4", "16000"})
    public int panels;

    /** Name of an {@link InstructionSet}, or best. */
    @Param("best")
    public String instructions;

    private final Arena arena = Arena.ofShared();
    private PanelKernels kernels;
    private MappedMemory memory;
    private PanelMatrix matrix;
    private QuantisedRows x;
    private MemorySegment out;

    @Setup
    public void fill() {
        kernels = PanelKernels.create(InstructionSets.named(instructions).orElseThrow());
        PanelMatrix sizes = new PanelMatrix(format, MemorySegment.NULL, panels * PanelFormat.ROWS, COLUMNS);
        memory = MappedMemory.large(panels * sizes.panelBytes());
        matrix = sizes.at(memory.segment().fill((byte) 1));
        x = new QuantisedRows(arena.allocate(QuantisedRows.bytes(rows, COLUMNS), PanelFormat.ALIGNMENT));
        x.resize(rows, COLUMNS);
        float[] values = new float[COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i);
        }
        for (int row = 0; row < rows; row++) {
            x.set(row, values);
        }
        out = arena.allocate((long) Float.BYTES * rows * panels * PanelFormat.ROWS, PanelFormat.ALIGNMENT);
    }

    @TearDown
    public void free() {
        kernels.close();
        memory.close();
        arena.close();
    }

    @Benchmark
    public MemorySegment multiply(Work work) {
        kernels.multiply(matrix, 0, panels, x, 0, out, panels * PanelFormat.ROWS);
        work.count((long) rows * panels * PanelFormat.ROWS * COLUMNS, panels * matrix.panelBytes());
        return out;
    }
}
