package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.machine.PanelKernels;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Quantises its input, then multiplies it by weights in panels. An item is a panel. */
final class PanelProjection implements MatMul, RangeWork {

    /** Panels per call of a kernel, at most. */
    private static final int MAX_PANELS = 32;
    /** Groups of rows that take turns on a panel, at most. */
    private static final int TURNS = 2;
    /** Weights that are used for one group of rows after the other have to stay in the second-level cache. */
    private static final long CACHED_BYTES = 256 * 1024;

    static final long RESULT_BYTES = (long) Float.BYTES * TURNS * QuantisedRows.GROUP * MAX_PANELS * PanelFormat.ROWS;

    private final PanelKernels kernels;
    private final QuantisedRows quantised;
    private final MemorySegment[] results; // [threads][TURNS * GROUP, panels * ROWS]
    private final float[][] inputs;
    private final PanelMatrix[] matrices;
    private final float[][][] outputs;
    private final RangeWork quantise;
    private final int panels;

    PanelProjection(
            PanelKernels kernels, QuantisedRows quantised, MemorySegment[] results, float[][] inputs,
            PanelMatrix[] matrices, float[][]... outputs) {
        this.kernels = kernels;
        this.quantised = quantised;
        this.results = results;
        this.inputs = inputs;
        this.matrices = matrices;
        this.outputs = outputs;
        this.quantise = this::quantise;
        int sum = 0;
        for (PanelMatrix matrix : matrices) {
            sum += matrix.panels();
        }
        this.panels = sum;
    }

    @Override
    public void run(StepThreads threads, int rows) {
        quantised.resize(rows, matrices[0].columns());
        threads.runRows(quantise, rows);
        threads.run(this, panels, Math.clamp(panels / (8 * threads.count()), 1, MAX_PANELS));
    }

    private void quantise(int thread, int from, int to) {
        for (int row = from; row < to; row++) {
            kernels.quantise(quantised, row, inputs[row]);
        }
    }

    @Override
    public void run(int thread, int from, int to) {
        int first = 0;
        for (int m = 0; m < matrices.length; m++) {
            int next = first + matrices[m].panels();
            int start = Math.max(from, first);
            int end = Math.min(to, next);
            int chunk = chunk(matrices[m]);
            for (int panel = start; panel < end; panel += chunk) {
                multiply(results[thread], matrices[m], outputs[m], panel - first, Math.min(chunk, end - panel));
            }
            first = next;
        }
    }

    /** Panels whose results are copied at a time. More than two groups of rows are bound by arithmetic, so that many
     * as stay in cache from group to group. */
    private int chunk(PanelMatrix matrix) {
        return quantised.rows() <= TURNS * QuantisedRows.GROUP
                ? MAX_PANELS
                : Math.clamp(CACHED_BYTES / matrix.panelBytes(), 1, MAX_PANELS);
    }

    /**
     * Panels per call, at most. Two groups take turns on each panel, so that the second computes while the next panel
     * comes in from memory.
     */
    private int step() {
        int rows = quantised.rows();
        return rows > QuantisedRows.GROUP && rows <= TURNS * QuantisedRows.GROUP ? 1 : MAX_PANELS;
    }

    /** Results wait until there are many of a row: to copy a few floats costs as much as to compute them. */
    private void multiply(MemorySegment result, PanelMatrix matrix, float[][] out, int panel, int count) {
        int step = step();
        int width = count * PanelFormat.ROWS;
        int turns = TURNS * QuantisedRows.GROUP;
        for (int first = 0; first < quantised.rows(); first += turns) {
            int end = Math.min(first + turns, quantised.rows());
            for (int at = 0; at < count; at += step) {
                for (int row = first; row < end; row += QuantisedRows.GROUP) {
                    long start = (long) Float.BYTES * ((long) (row - first) * width + at * PanelFormat.ROWS);
                    kernels.multiply(
                            matrix, panel + at, Math.min(step, count - at), quantised, row, result.asSlice(start), width);
                }
            }
            copy(result, width, out, first, end, panel * PanelFormat.ROWS, matrix.rows());
        }
    }

    private static void copy(
            MemorySegment result, int width, float[][] out, int first, int end, int column, int columns) {
        int wanted = Math.min(width, columns - column);
        for (int row = first; row < end; row++) {
            MemorySegment.copy(
                    result, ValueLayout.JAVA_FLOAT, (long) Float.BYTES * (row - first) * width, out[row], column, wanted);
        }
    }
}
