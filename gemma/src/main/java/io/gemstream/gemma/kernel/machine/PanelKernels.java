package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Multiplies panels by quantised rows in AVX-512 VNNI (ADR 10). The bits are those of
 * {@link io.gemstream.gemma.kernel.panel.ScalarPanels}. Thread-safe.
 */
public final class PanelKernels implements AutoCloseable {

    private static final List<String> NEEDED = List.of("avx512f", "avx512bw", "avx512_vnni");
    private static final int CODE_ALIGNMENT = 64;

    /** One constant handle for all kernels, which the compiler turns into a plain call. */
    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(
            FunctionDescriptor.ofVoid(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
            Linker.Option.critical(false));

    private final MappedMemory memory;
    private final MemorySegment[] kernels; // [formats * GROUP]

    private PanelKernels(MappedMemory memory, MemorySegment[] kernels) {
        this.memory = memory;
        this.kernels = kernels;
    }

    /** Whether this machine has what the code needs: Linux on x86-64, with AVX-512 VNNI. */
    public static boolean areSupported() {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
            return false;
        }
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .filter(flags -> List.of(flags.split("\\s+")).containsAll(NEEDED))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes the code for all formats, some milliseconds. */
    public static PanelKernels create() {
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        int[] starts = new int[PanelFormat.values().length * QuantisedRows.GROUP];
        for (PanelFormat format : PanelFormat.values()) {
            for (int rows = 1; rows <= QuantisedRows.GROUP; rows++) {
                code.writeBytes(new byte[-code.size() & CODE_ALIGNMENT - 1]);
                starts[index(format, rows)] = code.size();
                code.writeBytes(PanelCode.write(format, rows));
            }
        }
        MappedMemory memory = MappedMemory.executable(code.toByteArray());
        MemorySegment[] kernels = new MemorySegment[starts.length];
        Arrays.setAll(kernels, i -> memory.segment().asSlice(starts[i]));
        return new PanelKernels(memory, kernels);
    }

    /**
     * Multiplies panels by the rows of one group.
     *
     * <p>Addresses rather than segments go to the kernel: to pass a segment means to count its users, which threads
     * that call at the same time would wait for. So the memory has to stay open, which its owner sees to.
     *
     * @param panel first panel
     * @param panels number of panels
     * @param row first row of the group
     * @param out receives 16 floats per panel and row of the group, [group rows, width]
     * @param width floats from one row of results to the next
     */
    public void multiply(
            PanelMatrix matrix, int panel, int panels, QuantisedRows x, int row, MemorySegment out, int width) {
        int rows = x.groupRows(row);
        Objects.checkFromIndexSize(panel, panels, matrix.panels());
        Objects.checkFromIndexSize(x.groupOffset(row), x.groupBytes(row), x.data().byteSize());
        Objects.checkFromIndexSize(
                0, Float.BYTES * ((rows - 1L) * width + (long) PanelFormat.ROWS * panels), out.byteSize());
        try {
            CALL.invokeExact(
                    kernels[index(matrix.format(), rows)],
                    matrix.data().address() + panel * matrix.panelBytes(),
                    x.data().address() + x.groupOffset(row), out.address(), (long) x.blocks(),
                    (long) Float.BYTES * width, (long) panels);
        } catch (Throwable e) {
            throw MappedMemory.rethrown(e);
        }
    }

    /** Gives the memory back. No kernel may be running, or be called again. */
    @Override
    public void close() {
        memory.close();
    }

    private static int index(PanelFormat format, int rows) {
        return format.ordinal() * QuantisedRows.GROUP + rows - 1;
    }
}
