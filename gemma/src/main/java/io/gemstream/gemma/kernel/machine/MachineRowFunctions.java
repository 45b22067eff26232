package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.RowFunctionCall.at;

import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.ScalarElements;
import io.gemstream.gemma.kernel.ScalarLanes;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Computes the functions in machine code, sixteen numbers at a time; what is left over, {@link ScalarElements} does. Fast
 * from the first call on, while vectors in Java are slow until they have been compiled (ADR 43).
 */
public final class MachineRowFunctions implements RowFunctions {

    private static final int LANES = ScalarLanes.COUNT;

    private final MappedMemory memory;
    private final int lanes;
    private final MemorySegment squares;
    private final MemorySegment scaleByWeights;
    private final MemorySegment geluGate;
    private final MemorySegment softcap;
    private final MemorySegment max;
    private final MemorySegment exponentials;

    private MachineRowFunctions(
            MappedMemory memory, int lanes, MemorySegment squares, MemorySegment scaleByWeights, MemorySegment geluGate,
            MemorySegment softcap, MemorySegment max, MemorySegment exponentials) {
        this.memory = memory;
        this.lanes = lanes;
        this.squares = squares;
        this.scaleByWeights = scaleByWeights;
        this.geluGate = geluGate;
        this.softcap = softcap;
        this.max = max;
        this.exponentials = exponentials;
    }

    /**
     * Writes the code, in instructions that the machine has.
     *
     * @param set one that {@linkplain InstructionSet#hasRowFunctions has} such code
     */
    public static MachineRowFunctions create(InstructionSet set) {
        VectorEncoding encoding = set.encoding();
        CodeBuffer code = new CodeBuffer();
        int squares = code.append(RowFunctionCode.squares(encoding));
        int scaleByWeights = code.append(RowFunctionCode.scaleByWeights(encoding));
        int geluGate = code.append(RowFunctionCode.geluGate(encoding));
        int softcap = code.append(RowFunctionCode.softcap(encoding));
        int max = code.append(RowFunctionCode.max(encoding));
        int exponentials = code.append(RowFunctionCode.exponentials(encoding));
        MappedMemory memory = code.executable();
        MemorySegment segment = memory.segment();
        return new MachineRowFunctions(
                memory, encoding.lanes(), segment.asSlice(squares), segment.asSlice(scaleByWeights),
                segment.asSlice(geluGate), segment.asSlice(softcap), segment.asSlice(max),
                segment.asSlice(exponentials));
    }

    @Override
    public void rmsNorm(float[] x, int xo, float[] weight, int n, float epsilon, float[] out, int oo) {
        Objects.checkFromIndexSize(xo, n, x.length);
        Objects.checkFromIndexSize(oo, n, out.length);
        Objects.checkFromIndexSize(0, n, weight.length);
        int bound = ScalarLanes.bound(n);
        float sum = 0;
        if (bound > 0) {
            sum = call(squares, at(x, xo), MemorySegment.NULL, MemorySegment.NULL, bound / LANES, 0);
        }
        float scale = ScalarElements.rmsScale(x, xo + bound, n - bound, sum, n, epsilon);
        if (bound > 0) {
            call(scaleByWeights, at(x, xo), at(weight, 0), at(out, oo), bound / lanes, scale);
        }
        ScalarElements.scaleByWeights(x, xo, weight, bound, n, scale, out, oo);
    }

    @Override
    public void geluGate(float[] gate, float[] up, int n) {
        Objects.checkFromIndexSize(0, n, gate.length);
        Objects.checkFromIndexSize(0, n, up.length);
        int bound = ScalarLanes.bound(n);
        if (bound > 0) {
            call(geluGate, at(gate, 0), at(up, 0), MemorySegment.NULL, bound / lanes, 0);
        }
        ScalarElements.geluGate(gate, up, bound, n);
    }

    @Override
    public void softcap(float[] x, int xo, int n, float cap) {
        Objects.checkFromIndexSize(xo, n, x.length);
        int bound = ScalarLanes.bound(n);
        if (bound > 0) {
            call(softcap, at(x, xo), MemorySegment.NULL, MemorySegment.NULL, bound / lanes, cap);
        }
        ScalarElements.softcap(x, xo + bound, n - bound, cap);
    }

    @Override
    public float max(float[] x, int n) {
        Objects.checkFromIndexSize(0, n, x.length);
        int bound = ScalarLanes.bound(n);
        float most = Float.NEGATIVE_INFINITY;
        if (bound > 0) {
            most = call(max, at(x, 0), MemorySegment.NULL, MemorySegment.NULL, bound / LANES, 0);
        }
        return ScalarElements.max(x, bound, n, most);
    }

    @Override
    public float exponentials(float[] x, int n, float shift) {
        Objects.checkFromIndexSize(0, n, x.length);
        int bound = ScalarLanes.bound(n);
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

    private static float call(
            MemorySegment function, MemorySegment a, MemorySegment b, MemorySegment c, int count, float argument) {
        return RowFunctionCall.invoke(function, a, b, c, count, 0, argument);
    }
}
