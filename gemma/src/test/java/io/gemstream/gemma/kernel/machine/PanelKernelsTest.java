package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.Panels;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PanelKernelsTest {

    /** Every number of rows, several panels, several blocks: the bits of the reference, and nothing written beside. */
    @ParameterizedTest
    @EnumSource
    void hasTheBitsOfTheScalarReference(InstructionSet set) {
        InstructionSets.assumePresent(set);
        for (GgmlType type : Panels.types()) {
            hasTheBitsOfTheScalarReference(set, type);
        }
    }

    private static void hasTheBitsOfTheScalarReference(InstructionSet set, GgmlType type) {
        try (Arena arena = Arena.ofConfined();
                PanelKernels kernels = PanelKernels.create(set)) {
            for (int columns : new int[] {type.blockElements(), 3 * type.blockElements(), 1024}) {
                PanelMatrix matrix = Panels.random(type, 41, columns, arena);
                for (int rows = 1; rows <= 2 * QuantisedRows.GROUP + 3; rows++) {
                    QuantisedRows x = Panels.activations(rows, columns, arena);
                    for (int row = 0; row < rows; row += QuantisedRows.GROUP) {
                        check(kernels, matrix, x, row, arena);
                    }
                }
            }
        }
    }

    /** What is added up in 16 bits must have room there. */
    @ParameterizedTest
    @EnumSource
    void theLargestSumsOfIntegersFit(InstructionSet set) {
        InstructionSets.assumePresent(set);
        try (Arena arena = Arena.ofConfined();
                PanelKernels kernels = PanelKernels.create(set)) {
            for (GgmlType type : Panels.types()) {
                for (int bits : new int[] {0x00, 0x08, 0x7F, 0x80, 0xFF}) {
                    int columns = 2 * type.blockElements();
                    PanelMatrix matrix = Panels.filled(type, 32, columns, bits, arena);
                    for (int rows : new int[] {1, QuantisedRows.GROUP}) {
                        check(kernels, matrix, Panels.constant(rows, columns, 1, arena), 0, arena);
                        check(kernels, matrix, Panels.constant(rows, columns, -1, arena), 0, arena);
                    }
                }
            }
        }
    }

    private static void check(PanelKernels kernels, PanelMatrix matrix, QuantisedRows x, int row, Arena arena) {
        int width = 16 * (matrix.panels() + 1);
        MemorySegment out = arena.allocate((long) Float.BYTES * QuantisedRows.GROUP * width, 64);
        kernels.multiply(matrix, 1, matrix.panels() - 1, x, row, out, width);
        PanelResults.check(out, matrix, x, row, width);
    }
}
