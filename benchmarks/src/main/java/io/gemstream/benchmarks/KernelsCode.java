package io.gemstream.benchmarks;

import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.kernel.machine.PanelKernels;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the machine code of all kernels that multiply panels to files, of instruction sets that are not here too. */
final class KernelsCode {

    private KernelsCode() {}

    /** Argument: the folder, which is made where there is none. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (InstructionSet set : InstructionSet.values()) {
            for (PanelFormat format : PanelFormat.values()) {
                for (int rows = 1; rows <= QuantisedRows.GROUP; rows++) {
                    Files.write(folder.resolve(set + "-" + format + "-" + rows + ".bin"),
                            PanelKernels.code(set, format, rows));
                }
            }
        }
    }
}
