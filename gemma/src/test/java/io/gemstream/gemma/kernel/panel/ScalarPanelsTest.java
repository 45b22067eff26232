package io.gemstream.gemma.kernel.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.ScalarRowDecoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScalarPanelsTest {

    /** Packing loses nothing: the product is that of the decoded weights with the quantised activations. */
    @ParameterizedTest
    @MethodSource("io.gemstream.gemma.kernel.panel.Panels#types")
    void isTheProductOfTheDecodedWeights(GgmlType type) {
        int columns = 512;
        int rows = 35;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stored = Panels.stored(type, rows, columns, arena);
            PanelMatrix matrix = Panels.pack(type, stored, rows, columns, arena);
            QuantisedRows x = Panels.activations(11, columns, arena);
            float[] weights = new float[columns];
            for (int row = 0; row < rows; row++) {
                ScalarRowDecoder.decode(type, stored, row * type.rowBytes(columns), columns, weights, 0);
                for (int r = 0; r < x.rows(); r++) {
                    double expected = 0;
                    double magnitude = 0;
                    for (int k = 0; k < columns; k++) {
                        double product = (double) weights[k] * element(x, r, k);
                        expected += product;
                        magnitude += Math.abs(product);
                    }
                    assertThat((double) ScalarPanels.dot(matrix, row, x, r))
                            .as("row %s of %s", row, r)
                            .isCloseTo(expected, within(2e-6 * magnitude));
                }
            }
        }
    }

    @Test
    void elementsAreWithinHalfAStepOfTheirValues() {
        float[] row = new float[96];
        for (int i = 0; i < row.length; i++) {
            row[i] = i < 32 ? 0 : (float) Math.sin(i) * (i < 64 ? 1e-3f : 1e5f);
        }
        try (Arena arena = Arena.ofConfined()) {
            QuantisedRows x = new QuantisedRows(arena.allocate(QuantisedRows.bytes(10, 96), 64));
            x.resize(10, 96);
            x.set(9, row);
            for (int i = 0; i < row.length; i++) {
                float step = x.data().get(
                        ValueLayout.JAVA_FLOAT_UNALIGNED, x.offset(9, i / 32) + QuantisedRows.SCALE);
                assertThat(element(x, 9, i)).isCloseTo(row[i], within(0.5001 * step));
                assertThat(step).isLessThanOrEqualTo(i < 32 ? 0 : i < 64 ? 1e-3f / 127 : 1e5f / 127);
            }
        }
    }

    private static double element(QuantisedRows x, int row, int column) {
        long at = x.offset(row, column / 32);
        return (double) x.data().get(ValueLayout.JAVA_BYTE, at + column % 32)
                * x.data().get(ValueLayout.JAVA_FLOAT_UNALIGNED, at + QuantisedRows.SCALE);
    }
}
