package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.PanelMatrix;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Multiplies panels by quantised rows in machine code (ADR 10). The bits are those of
 * {@link io.gemstream.gemma.kernel.panel.ScalarPanels}. Thread-safe.
 */
public final class PanelKernels implements AutoCloseable {

    /** One constant handle for all kernels, which the compiler turns into a plain call. */
    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(
            FunctionDescriptor.ofVoid(
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
            Linker.Option.critical(false));

    private final MappedMemory memory;
    private final MemorySegment[] kernels; // [formats * GROUP]
    private final Optional<MemorySegment> rounding;

    private PanelKernels(MappedMemory memory, MemorySegment[] kernels, Optional<MemorySegment> rounding) {
        this.memory = memory;
        this.kernels = kernels;
        this.rounding = rounding;
    }

    /** Writes the code for all formats, some milliseconds, in instructions that the machine has. */
    public static PanelKernels create(InstructionSet set) {
        CodeBuffer code = new CodeBuffer();
        int[] starts = new int[PanelFormat.values().length * QuantisedRows.GROUP];
        for (PanelFormat format : PanelFormat.values()) {
            for (int rows = 1; rows <= QuantisedRows.GROUP; rows++) {
                starts[index(format, rows)] = code.append(PanelCode.write(set, format, rows));
            }
        }
        OptionalInt rounding = set.hasRowFunctions()
                ? OptionalInt.of(code.append(RowFunctionCode.round(set.encoding()))) : OptionalInt.empty();
        MappedMemory memory = code.executable();
        MemorySegment[] kernels = new MemorySegment[starts.length];
        Arrays.setAll(kernels, i -> memory.segment().asSlice(starts[i]));
        return new PanelKernels(memory, kernels, rounding.isPresent()
                ? Optional.of(memory.segment().asSlice(rounding.getAsInt())) : Optional.empty());
    }

    /**
     * The code of one kernel, which lies anywhere, for a disassembler to read. The machine need not have the instructions.
     *
     * @param rows rows of activations, 1 to {@link QuantisedRows#GROUP}
     */
    public static byte[] code(InstructionSet set, PanelFormat format, int rows) {
        Objects.checkIndex(rows - 1, QuantisedRows.GROUP);
        return PanelCode.write(set, format, rows);
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

    /**
     * Quantises a row as {@link QuantisedRows#set} does. Where a block of it is not finite, neither is that block's scale.
     * Rows may be written by different threads; an address goes to the code for the reason that {@link #multiply} gives.
     *
     * @param x at least as long as the rows
     * @throws IndexOutOfBoundsException if it is shorter, or there is no such row
     */
    public void quantise(QuantisedRows rows, int row, float[] x) {
        if (rounding.isEmpty() || rows.blocks() == 0) {
            rows.set(row, x);
            return;
        }
        Objects.checkFromIndexSize(0, rows.blocks() * PanelFormat.BLOCK, x.length);
        Objects.checkIndex(row, rows.rows());
        int group = rows.groupStart(row);
        Objects.checkFromIndexSize(rows.groupOffset(group), rows.groupBytes(group), rows.data().byteSize());
        MemorySegment first = MemorySegment.ofAddress(rows.data().address() + rows.offset(row, 0));
        RowFunctionCall.invoke(
                rounding.get(), MemorySegment.ofArray(x), first, MemorySegment.NULL, rows.blocks(), rows.step(row), 0);
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
