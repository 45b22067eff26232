package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.Panels;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels of arm64 where an emulator runs them; {@link PanelKernelsTest} calls them on a machine that has them. */
@EnabledOnOs(OS.LINUX)
class NeonKernelsTest {

    @TempDir
    private Path folder;

    /** One call of a kernel. */
    private record Product(PanelMatrix matrix, QuantisedRows x, int width, int at) {}

    /** All numbers of rows, several panels and blocks, and the largest integers. */
    @ParameterizedTest
    @EnumSource(names = {"NEON_I8MM", "NEON_DOT"})
    void hasTheBitsOfTheScalarReference(InstructionSet set) throws Exception {
        Optional<Path> emulator = ArmProgram.emulator();
        Assumptions.assumeTrue(emulator.isPresent(), "there is no qemu-aarch64 to run code for arm64");
        ArmProgram program = new ArmProgram();
        List<Product> products = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            for (GgmlType type : Panels.types()) {
                long[] kernels = kernels(program, set, PanelFormat.of(type).orElseThrow());
                random(program, kernels, type, products, arena);
                extremes(program, kernels, type, products, arena);
            }
            MemorySegment results = program.run(emulator.get(), folder);
            for (Product product : products) {
                PanelResults.check(results.asSlice(product.at), product.matrix, product.x, 0, product.width);
            }
        }
    }

    private static void random(
            ArmProgram program, long[] kernels, GgmlType type, List<Product> products, Arena arena) {
        for (int columns : new int[] {type.blockElements(), 3 * type.blockElements()}) {
            PanelMatrix matrix = Panels.random(type, 41, columns, arena);
            long panels = program.put(matrix.data());
            for (int rows = 1; rows <= QuantisedRows.GROUP; rows++) {
                products.add(product(program, kernels, matrix, panels, Panels.activations(rows, columns, arena)));
            }
        }
    }

    private static void extremes(
            ArmProgram program, long[] kernels, GgmlType type, List<Product> products, Arena arena) {
        int columns = 2 * type.blockElements();
        for (int bits : new int[] {0x00, 0x08, 0x7F, 0x80, 0xFF}) {
            PanelMatrix matrix = Panels.filled(type, 32, columns, bits, arena);
            long panels = program.put(matrix.data());
            for (int rows : new int[] {1, QuantisedRows.GROUP}) {
                for (int value : new int[] {1, -1}) {
                    QuantisedRows x = Panels.constant(rows, columns, value, arena);
                    products.add(product(program, kernels, matrix, panels, x));
                }
            }
        }
    }

    private static long[] kernels(ArmProgram program, InstructionSet set, PanelFormat format) {
        long[] kernels = new long[QuantisedRows.GROUP];
        for (int rows = 1; rows <= kernels.length; rows++) {
            kernels[rows - 1] = program.put(PanelCode.write(set, format, rows));
        }
        return kernels;
    }

    private static Product product(
            ArmProgram program, long[] kernels, PanelMatrix matrix, long panels, QuantisedRows x) {
        int width = PanelFormat.ROWS * (matrix.panels() + 1);
        int at = program.call(
                kernels[x.rows() - 1], panels + matrix.panelBytes(), program.put(x.data()),
                Float.BYTES * QuantisedRows.GROUP * width, x.blocks(), (long) Float.BYTES * width, matrix.panels() - 1);
        return new Product(matrix, x, width, at);
    }
}
