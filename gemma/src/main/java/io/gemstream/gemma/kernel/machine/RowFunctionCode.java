package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.Assembler.CODE;
import static io.gemstream.gemma.kernel.machine.Assembler.R8;
import static io.gemstream.gemma.kernel.machine.Assembler.RCX;
import static io.gemstream.gemma.kernel.machine.Assembler.RDI;
import static io.gemstream.gemma.kernel.machine.Assembler.RDX;
import static io.gemstream.gemma.kernel.machine.Assembler.RSI;

import io.gemstream.gemma.kernel.Coefficients;
import io.gemstream.gemma.kernel.ScalarLanes;
import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.QuantisedRows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes the functions of {@link MachineRowFunctions} and the rounding of {@link QuantisedRows}, operation by operation
 * as their scalar twins have them, so that no bit differs. Sources of the polynomials: {@link Coefficients}.
 *
 * <p>Arguments, by the System V calling convention: three addresses (RDI, RSI, RDX), a count (RCX), a number of bytes (R8)
 * and a float (vector register 0), which is also where a result goes. Constants lie before the code and are broadcast where
 * they are used: there are more of them than AVX2 has registers.
 */
final class RowFunctionCode {

    /** Lanes of a sum. */
    private static final int LANES = ScalarLanes.COUNT;
    private static final int RESULT = 0;
    private static final int ARGUMENT = 7;
    private static final int ALL_BUT_SIGN = 0x7FFF_FFFF;
    private static final int ZERO_SHIFT = Integer.numberOfTrailingZeros(QuantisedRows.ZERO);
    /** A block whose largest magnitude is less counts as zeros. */
    private static final float SMALLEST_BLOCK = Float.MIN_NORMAL * QuantisedRows.LARGEST;
    private static final float[] EXP = {
        Coefficients.EXP_7, Coefficients.EXP_6, Coefficients.EXP_5, Coefficients.EXP_4, Coefficients.EXP_3,
        Coefficients.EXP_2
    };
    private static final float[] TANH_ODD = {
        Coefficients.TANH_ODD_13, Coefficients.TANH_ODD_11, Coefficients.TANH_ODD_9, Coefficients.TANH_ODD_7,
        Coefficients.TANH_ODD_5, Coefficients.TANH_ODD_3, Coefficients.TANH_ODD_1
    };
    private static final float[] TANH_EVEN = {
        Coefficients.TANH_EVEN_6, Coefficients.TANH_EVEN_4, Coefficients.TANH_EVEN_2, Coefficients.TANH_EVEN_0
    };
    private static final float MINUS_2_SQRT_2_OVER_PI = -2 * Coefficients.SQRT_2_OVER_PI;
    /** Puts the bytes that packing has left in the order 0 2 4 6 1 3 5 7, in fours, into their own. */
    private static final int[] UNPACKED = {0, 4, 1, 5, 2, 6, 3, 7};

    private final Assembler to;
    private final VectorEncoding encoding;
    private final LaneFold lanes;
    /** Registers that {@link #LANES} are in. */
    private final int parts;
    /** Offset of each constant, by its bits. */
    private final Map<Integer, Integer> constants = new LinkedHashMap<>();
    private int unpacked;

    private RowFunctionCode(VectorEncoding encoding) {
        this.encoding = encoding;
        this.to = new Assembler(encoding);
        this.lanes = new LaneFold(to, encoding);
        this.parts = LANES / encoding.lanes();
        constants();
    }

    /** {@code out = x * argument * weight}: addresses of x, weight, out; count of vectors. */
    static byte[] scaleByWeights(VectorEncoding encoding) {
        return write(encoding, RowFunctionCode::scaleByWeights);
    }

    /** Returns the sum of squares: address of x; count of sixteens, at least 1. */
    static byte[] squares(VectorEncoding encoding) {
        return write(encoding, RowFunctionCode::squares);
    }

    /** {@code gate = gelu(gate) * up}: addresses of gate, up; count of vectors. */
    static byte[] geluGate(VectorEncoding encoding) {
        return write(encoding, RowFunctionCode::geluGate);
    }

    /** {@code x = argument * tanh(x / argument)}: address of x; count of vectors. */
    static byte[] softcap(VectorEncoding encoding) {
        return write(encoding, RowFunctionCode::softcap);
    }

    /** Returns the largest: address of x; count of sixteens, at least 1. */
    static byte[] max(VectorEncoding encoding) {
        return write(encoding, RowFunctionCode::max);
    }

    /** {@code x = e^(x - argument)}, and returns their sum: address of x; count of sixteens, at least 1. */
    static byte[] exponentials(VectorEncoding encoding) {
        return write(encoding, RowFunctionCode::exponentials);
    }

    /** Rounds to {@link QuantisedRows}: addresses of x and the first block; count of blocks; bytes between them. */
    static byte[] round(VectorEncoding encoding) {
        return write(encoding, RowFunctionCode::round);
    }

    private static byte[] write(VectorEncoding encoding, Consumer<RowFunctionCode> function) {
        RowFunctionCode code = new RowFunctionCode(encoding);
        function.accept(code);
        code.to.vzeroupper();
        code.to.ret();
        return code.to.code();
    }

    private void scaleByWeights() {
        to.vbroadcastss(ARGUMENT, 0);
        loop(() -> {
            to.vmovdqu(0, RDI, 0);
            to.vmulps(0, 0, ARGUMENT);
            to.vmulps(0, 0, RSI, 0);
            to.vmovups(RDX, 0, 0);
        }, encoding.bytes(), RDI, RSI, RDX);
    }

    private void squares() {
        clearSums();
        loop(() -> {
            for (int part = 0; part < parts; part++) {
                to.vmovdqu(1, RDI, part * encoding.bytes());
                to.vfmadd231ps(sum(part), 1, 1);
            }
        }, LANES * Float.BYTES, RDI);
        fold(to::vaddps);
    }

    private void geluGate() {
        loop(() -> {
            to.vmovdqu(0, RDI, 0);
            to.vmulps(1, 0, 0);
            to.vmulps(1, 1, 0);
            constant(2, Coefficients.GELU_CUBE);
            to.vmulps(1, 1, 2);
            to.vaddps(1, 1, 0);
            constant(2, MINUS_2_SQRT_2_OVER_PI);
            to.vmulps(1, 1, 2);
            exp(1);
            constant(2, 1);
            to.vaddps(1, 1, 2);
            to.vdivps(0, 0, 1);
            to.vmulps(0, 0, RSI, 0);
            to.vmovups(RDI, 0, 0);
        }, encoding.bytes(), RDI, RSI);
    }

    private void softcap() {
        to.vbroadcastss(ARGUMENT, 0);
        loop(() -> {
            to.vmovdqu(0, RDI, 0);
            to.vdivps(0, 0, ARGUMENT);
            clamp(0, -Coefficients.TANH_MOST, Coefficients.TANH_MOST);
            to.vmulps(1, 0, 0);
            polynomial(2, 1, TANH_ODD);
            polynomial(4, 1, TANH_EVEN);
            to.vmulps(2, 2, 0);
            to.vdivps(2, 2, 4);
            clamp(2, -1, 1);
            to.vmulps(2, 2, ARGUMENT);
            to.vmovups(RDI, 0, 2);
        }, encoding.bytes(), RDI);
    }

    private void max() {
        for (int part = 0; part < parts; part++) {
            constant(sum(part), Float.NEGATIVE_INFINITY);
        }
        loop(() -> {
            for (int part = 0; part < parts; part++) {
                to.vmovdqu(1, RDI, part * encoding.bytes());
                to.vmaxps(sum(part), sum(part), 1);
            }
        }, LANES * Float.BYTES, RDI);
        fold(to::vmaxps);
    }

    private void exponentials() {
        to.vbroadcastss(ARGUMENT, 0);
        clearSums();
        loop(() -> {
            for (int part = 0; part < parts; part++) {
                to.vmovdqu(1, RDI, part * encoding.bytes());
                to.vsubps(1, 1, ARGUMENT);
                exp(1);
                to.vmovups(RDI, part * encoding.bytes(), 1);
                to.vaddps(sum(part), sum(part), 1);
            }
        }, LANES * Float.BYTES, RDI);
        fold(to::vaddps);
    }

    /** Magnitudes are compared as integers, among which what is no number is the largest, and so is not lost. */
    private void round() {
        int vectors = PanelFormat.BLOCK / encoding.lanes();
        int most = 8;
        int inverse = 9;
        loop(() -> {
            constantBits(5, ALL_BUT_SIGN);
            to.vpxor(most, most, most);
            for (int v = 0; v < vectors; v++) {
                to.vmovdqu(v, RDI, v * encoding.bytes());
                to.vpand(6, v, 5);
                to.vpmaxsd(most, most, 6);
            }
            lanes.all(most, 6, to::vpmaxsd);
            constant(5, QuantisedRows.LARGEST);
            to.vdivps(inverse, 5, most);
            constant(6, SMALLEST_BLOCK);
            to.vsubps(6, most, 6);
            to.vpsrad(6, 6, 31);
            to.vpandn(inverse, 6, inverse);
            to.vdivps(most, most, 5);
            to.vmovd(RSI, QuantisedRows.SCALE, most);
            constant(5, Coefficients.ROUND);
            for (int v = 0; v < vectors; v++) {
                to.vmulps(v, v, inverse);
                to.vaddps(v, v, 5);
                to.vsubps(v, v, 5);
                to.vcvttps2dq(v, v);
            }
            storeSums();
            storeBytes();
            to.add(RSI, R8);
        }, PanelFormat.BLOCK * Float.BYTES, RDI);
    }

    /** Minus {@link QuantisedRows#ZERO} times the sums of the block and its halves; a half is one register or two. */
    private void storeSums() {
        int zero = 5;
        int first = 8;
        int second = 9;
        to.vpxor(zero, zero, zero);
        switch (encoding) {
            case EVEX_512 -> {
                to.vpsubd(first, zero, 0);
                to.vpsubd(second, zero, 1);
            }
            case VEX_256 -> {
                to.vpaddd(first, 0, 1);
                to.vpsubd(first, zero, first);
                to.vpaddd(second, 2, 3);
                to.vpsubd(second, zero, second);
            }
        }
        lanes.all(first, 6, to::vpaddd);
        lanes.all(second, 6, to::vpaddd);
        to.vpslld(first, first, ZERO_SHIFT);
        to.vpslld(second, second, ZERO_SHIFT);
        to.vmovd(RSI, QuantisedRows.FIRST_SUM, first);
        to.vmovd(RSI, QuantisedRows.SECOND_SUM, second);
        to.vpaddd(first, first, second);
        to.vmovd(RSI, QuantisedRows.SUM, first);
    }

    private void storeBytes() {
        switch (encoding) {
            case EVEX_512 -> {
                to.vpmovdb(RSI, 0, 0);
                to.vpmovdb(RSI, PanelFormat.BLOCK / 2, 1);
            }
            case VEX_256 -> {
                to.vpackssdw(0, 0, 1);
                to.vpackssdw(2, 2, 3);
                to.vpacksswb(0, 0, 2);
                to.vmovdqu(2, CODE, unpacked);
                to.vpermd(0, 2, 0);
                to.vmovups(RSI, 0, 0);
            }
        }
    }

    /** Replaces a register by e to its power; uses registers 2 to 5. */
    private void exp(int x) {
        clamp(x, Coefficients.EXP_LEAST, Coefficients.EXP_MOST);
        constant(2, Coefficients.LOG2_E);
        to.vmulps(2, x, 2);
        constant(3, Coefficients.ROUND);
        to.vaddps(2, 2, 3);
        to.vsubps(3, 2, 3);
        constant(4, -Coefficients.LN_2_HIGH);
        to.vfmadd231ps(x, 3, 4);
        constant(4, -Coefficients.LN_2_LOW);
        to.vfmadd231ps(x, 3, 4);
        int p = 3;
        constant(p, EXP[0]);
        for (int i = 1; i < EXP.length; i++) {
            int next = p == 3 ? 4 : 3;
            constant(next, EXP[i]);
            to.vfmadd231ps(next, p, x);
            p = next;
        }
        int other = p == 3 ? 4 : 3;
        to.vmulps(other, x, x);
        constant(5, 1);
        to.vaddps(x, x, 5);
        to.vfmadd231ps(x, p, other);
        to.vpslld(2, 2, 23);
        to.vpaddd(x, x, 2);
    }

    /** Horner's rule, each product and sum rounded; uses register 3. */
    private void polynomial(int target, int s, float[] coefficients) {
        constant(3, coefficients[0]);
        to.vmulps(target, s, 3);
        for (int i = 1; i < coefficients.length; i++) {
            constant(3, coefficients[i]);
            to.vaddps(target, target, 3);
            if (i + 1 < coefficients.length) {
                to.vmulps(target, target, s);
            }
        }
    }

    /** What is no number stays none. Uses register 3. */
    private void clamp(int x, float least, float most) {
        constant(3, least);
        to.vmaxps(x, 3, x);
        constant(3, most);
        to.vminps(x, 3, x);
    }

    /** Register of a part of the sums. */
    private static int sum(int part) {
        return 8 + part;
    }

    private void clearSums() {
        for (int part = 0; part < parts; part++) {
            to.vpxor(sum(part), sum(part), sum(part));
        }
    }

    /** Combines upper half and lower half until one is left, which is the result. */
    private void fold(LaneFold.Operation operation) {
        if (parts == 2) {
            operation.encode(sum(0), sum(0), sum(1));
        }
        lanes.all(sum(0), 1, operation);
        to.vpor(RESULT, sum(0), sum(0));
    }

    private void loop(Runnable body, int step, int... addresses) {
        int next = to.here();
        body.run();
        for (int address : addresses) {
            to.addImmediate(address, step);
        }
        to.dec(RCX);
        to.jnz(next);
    }

    private void constant(int register, float value) {
        constantBits(register, Float.floatToRawIntBits(value));
    }

    private void constantBits(int register, int bits) {
        to.vpbroadcastd(register, CODE, constants.get(bits));
    }

    private void constants() {
        float[] floats = {
            Coefficients.EXP_LEAST, Coefficients.EXP_MOST, Coefficients.LOG2_E, Coefficients.ROUND,
            -Coefficients.LN_2_HIGH, -Coefficients.LN_2_LOW, 1, -1, -Coefficients.TANH_MOST, Coefficients.TANH_MOST,
            Coefficients.GELU_CUBE, MINUS_2_SQRT_2_OVER_PI, QuantisedRows.LARGEST, SMALLEST_BLOCK,
            Float.NEGATIVE_INFINITY
        };
        for (float[] values : new float[][] {floats, EXP, TANH_ODD, TANH_EVEN}) {
            for (float value : values) {
                constants.put(Float.floatToRawIntBits(value), 0);
            }
        }
        constants.put(ALL_BUT_SIGN, 0);
        to.jmpOver(Integer.BYTES * (constants.size() + UNPACKED.length));
        constants.replaceAll((bits, _) -> {
            int at = to.here();
            to.data(bits);
            return at;
        });
        unpacked = to.here();
        for (int index : UNPACKED) {
            to.data(index);
        }
    }
}
