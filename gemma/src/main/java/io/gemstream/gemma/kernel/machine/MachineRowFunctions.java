package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.ScalarElements;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

/**
 * Computes the functions in machine code, sixteen numbers at a time; what is left over, {@link ScalarElements} does. Fast
 * from the first call on, while vectors in Java are slow until they have been compiled (ADR 20).
 */
public final class MachineRowFunctions implements RowFunctions {

    private static final int LANES = 16;
    private static final int CODE_ALIGNMENT = 64;

    /** Three addresses, a count, bytes, a float; arrays may be on the heap. */
    static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(
            FunctionDescriptor.of(
                    ValueLayout.JAVA_FLOAT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_FLOAT),
            Linker.Option.critical(true));

    private final MappedMemory memory;
    private final int lanes;
    private final MemorySegment squares;
    private final MemorySegment scaleByWeights;
    private final MemorySegment geluGate;
    private final MemorySegment softcap;
    private final MemorySegment exponentials;

    private MachineRowFunctions(MappedMemory memory, int lanes, int[] starts) {
        this.memory = memory;
        this.lanes = lanes;
        this.squares = memory.segment().asSlice(starts[0]);
        this.scaleByWeights = memory.segment().asSlice(starts[1]);
        this.geluGate = memory.segment().asSlice(starts[2]);
        this.softcap = memory.segment().asSlice(starts[3]);
        this.exponentials = memory.segment().asSlice(starts[4]);
    }

    /**
     * Writes the code, in instructions that the machine has.
     *
     * @param set one that {@linkplain InstructionSet#hasRowFunctions has} such code
     */
    public static MachineRowFunctions create(InstructionSet set) {
        VectorEncoding encoding = set.encoding();
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        int[] starts = {
            append(code, RowFunctionCode.squares(encoding)),
            append(code, RowFunctionCode.scaleByWeights(encoding)),
            append(code, RowFunctionCode.geluGate(encoding)),
            append(code, RowFunctionCode.softcap(encoding)),
            append(code, RowFunctionCode.exponentials(encoding))
        };
        return new MachineRowFunctions(MappedMemory.executable(code.toByteArray()), encoding.lanes(), starts);
    }

    @Override
    public void rmsNorm(float[] x, int xo, float[] weight, int n, float epsilon, float[] out, int oo) {
        Objects.checkFromIndexSize(xo, n, x.length);
        Objects.checkFromIndexSize(oo, n, out.length);
        Objects.checkFromIndexSize(0, n, weight.length);
        int bound = bound(n);
        float sum = 0;
        if (bound > 0) {
            sum = call(squares, at(x, xo), MemorySegment.NULL, MemorySegment.NULL, bound / LANES, 0);
        }
        float scale = ScalarElements.rmsScale(x, xo + bound, n - bound, sum, n, epsilon);
        if (bound > 0) {
            call(scaleByWeights, at(x, xo), at(weight, 0), at(out, oo), bound / lanes, scale);
        }
        for (int i = bound; i < n; i++) {
            out[oo + i] = x[xo + i] * scale * weight[i];
        }
    }

    @Override
    public void geluGate(float[] gate, float[] up, int n) {
        Objects.checkFromIndexSize(0, n, gate.length);
        Objects.checkFromIndexSize(0, n, up.length);
        int bound = bound(n);
        if (bound > 0) {
            call(geluGate, at(gate, 0), at(up, 0), MemorySegment.NULL, bound / lanes, 0);
        }
        ScalarElements.geluGate(gate, up, bound, n);
    }

    @Override
    public void softcap(float[] x, int xo, int n, float cap) {
        Objects.checkFromIndexSize(xo, n, x.length);
        int bound = bound(n);
        if (bound > 0) {
            call(softcap, at(x, xo), MemorySegment.NULL, MemorySegment.NULL, bound / lanes, cap);
        }
        ScalarElements.softcap(x, xo + bound, n - bound, cap);
    }

    @Override
    public float exponentials(float[] x, int n, float shift) {
        Objects.checkFromIndexSize(0, n, x.length);
        int bound = bound(n);
        float sum = 0;
        if (bound > 0) {
            sum = call(exponentials, at(x, 0), MemorySegment.NULL, MemorySegment.NULL, bound / LANES, shift);
        }
        return ScalarElements.exponentials(x, bound, n, shift, sum);
    }

    @Override
    public void close() {
        memory.close();
    }

    private static int bound(int n) {
        return n - n % LANES;
    }

    private static MemorySegment at(float[] array, int from) {
        return MemorySegment.ofArray(array).asSlice((long) Float.BYTES * from);
    }

    private static float call(
            MemorySegment function, MemorySegment a, MemorySegment b, MemorySegment c, int count, float argument) {
        try {
            return (float) CALL.invokeExact(function, a, b, c, (long) count, 0L, argument);
        } catch (Throwable e) {
            throw MappedMemory.rethrown(e);
        }
    }

    private static int append(ByteArrayOutputStream code, byte[] function) {
        code.writeBytes(new byte[-code.size() & CODE_ALIGNMENT - 1]);
        int start = code.size();
        code.writeBytes(function);
        return start;
    }
}
