package io.gemstream.gemma.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import io.gemstream.gemma.kernel.panel.ScalarPanels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What kernels wrote, against the scalar reference. */
final class PanelResults {

    private PanelResults() {}

    /**
     * Compares the products of all panels but the first with the rows of a group, and what is beside them with zero.
     *
     * @param out [{@link QuantisedRows#GROUP}, width]
     */
    static void check(MemorySegment out, PanelMatrix matrix, QuantisedRows x, int row, int width) {
        for (int r = 0; r < QuantisedRows.GROUP; r++) {
            for (int i = 0; i < width; i++) {
                int weightRow = PanelFormat.ROWS + i;
                float expected = r < x.groupRows(row) && weightRow < matrix.rows()
                        ? ScalarPanels.dot(matrix, weightRow, x, row + r) : 0;
                assertThat(out.get(ValueLayout.JAVA_FLOAT_UNALIGNED, ((long) r * width + i) * Float.BYTES))
                        .as("%s columns %s rows %s, row %s, output %s",
                                matrix.format(), matrix.columns(), x.rows(), row + r, i)
                        .isEqualTo(expected);
            }
        }
    }
}
