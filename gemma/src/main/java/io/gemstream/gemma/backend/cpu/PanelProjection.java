package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.machine.PanelKernels;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A product in panels: quantises its input, then multiplies. An item is a panel. */
final class PanelProjection implements Product, RangeWork {

    /** Panels per call of a kernel, at most. */
    private static final int MAX_PANELS = 32;
    /** Weights that are used for one group of rows after the other have to stay in the second-level cache. */
    private static final long CACHED_BYTES = 256 * 1024;

    static final long RESULT_BYTES = (long) Float.BYTES * QuantisedRows.GROUP * MAX_PANELS * PanelFormat.ROWS;

    private final PanelKernels kernels;
    private final QuantisedRows quantised;
    private final MemorySegment[] results; // [threads][GROUP, panels * ROWS]
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
        threads.run(quantise, rows, 4);
        threads.run(this, panels, Math.clamp(panels / (8 * threads.count()), 1, MAX_PANELS));
    }

    private void quantise(int thread, int from, int to) {
        for (int row = from; row < to; row++) {
            quantised.set(row, inputs[row]);
        }
    }

    @Override
    public void run(int thread, int from, int to) {
        int first = 0;
        for (int m = 0; m < matrices.length; m++) {
            int next = first + matrices[m].panels();
            int start = Math.max(from, first);
            int end = Math.min(to, next);
            int step = step(matrices[m]);
            for (int panel = start; panel < end; panel += step) {
                multiply(results[thread], matrices[m], outputs[m], panel - first, Math.min(step, end - panel));
            }
            first = next;
        }
    }

    /**
     * Panels per call. One group of rows is bound by memory: long calls. Two take turns on each panel, so that the
     * second computes while the next panel comes in. More are bound by arithmetic and rather keep the panels in cache.
     */
    private int step(PanelMatrix matrix) {
        if (quantised.rows() <= QuantisedRows.GROUP) {
            return MAX_PANELS;
        }
        return quantised.rows() <= 2 * QuantisedRows.GROUP
                ? 1
                : Math.clamp(CACHED_BYTES / matrix.panelBytes(), 1, MAX_PANELS);
    }

    private void multiply(MemorySegment result, PanelMatrix matrix, float[][] out, int panel, int count) {
        int width = count * PanelFormat.ROWS;
        int column = panel * PanelFormat.ROWS;
        int wanted = Math.min(width, matrix.rows() - column);
        for (int row = 0; row < quantised.rows(); row += QuantisedRows.GROUP) {
            kernels.multiply(matrix, panel, count, quantised, row, result, width);
            for (int r = 0; r < quantised.groupRows(row); r++) {
                MemorySegment.copy(
                        result, ValueLayout.JAVA_FLOAT, (long) Float.BYTES * r * width, out[row + r], column, wanted);
            }
        }
    }
}
