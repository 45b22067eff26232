package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.Assembler.CODE;
import static io.gemstream.gemma.kernel.machine.Assembler.R10;
import static io.gemstream.gemma.kernel.machine.Assembler.R11;
import static io.gemstream.gemma.kernel.machine.Assembler.R8;
import static io.gemstream.gemma.kernel.machine.Assembler.R9;
import static io.gemstream.gemma.kernel.machine.Assembler.RAX;
import static io.gemstream.gemma.kernel.machine.Assembler.RBP;
import static io.gemstream.gemma.kernel.machine.Assembler.RBX;
import static io.gemstream.gemma.kernel.machine.Assembler.RCX;
import static io.gemstream.gemma.kernel.machine.Assembler.RDI;
import static io.gemstream.gemma.kernel.machine.Assembler.RDX;
import static io.gemstream.gemma.kernel.machine.Assembler.RSI;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.ScalarLanes;
import io.gemstream.gemma.kernel.ScalarRowDecoder;

/**
 * Writes the function of {@link StoredDots} for one type. Weights are decoded in registers, operation by operation as
 * {@link ScalarRowDecoder} has them, and their products added in the lanes of {@link ScalarLanes}.
 *
 * <p>Arguments, by the System V calling convention: addresses of the first row, the vector and the results (RDI, RSI,
 * RDX), blocks of {@value StoredDots#BLOCK} in a row (RCX), bytes of a row (R8), tiles of rows, at least 1 (R9).
 */
final class StoredDotCode {

    private static final int LANES = ScalarLanes.COUNT;
    /** What the four rows of a tile are read at; behind the last one begins the next tile. */
    private static final int[] ROWS = {RDI, R10, R11, RAX};
    /** Bytes from what is multiplied to what is asked for: some pages, at whose ends a hardware prefetcher stops. */
    private static final int AHEAD = 16 * 1024;
    private static final int LINE = 64;
    private static final int NIBBLE = 0xF;
    private static final int FIFTH_BIT = 16;
    private static final int NIBBLES_ZERO = 8;
    /** Of Q5_0: where its fifth bits are, and its nibbles. */
    private static final int FIFTH_BITS_AT = 2;
    private static final int FIVE_BITS_NIBBLES_AT = 6;
    private static final int SCALE_BYTES = 2;

    // registers
    private static final int SCALE = 0;
    private static final int WEIGHTS = 1;
    private static final int MORE = 2;
    private static final int UNSET = 3;
    private static final int MASK = 4;
    private static final int ZERO = 5;
    private static final int SUMS = 8;

    private final GgmlType type;
    private final int blockBytes;
    private final VectorEncoding encoding;
    private final Assembler to;
    /** Registers that the lanes of a sum are in. */
    private final int parts;
    private int mask;
    private int zero;
    /** As many bits as bring each element's fifth one to the sign. */
    private int shifts;

    private StoredDotCode(VectorEncoding encoding, GgmlType type) {
        this.type = type;
        this.blockBytes = Math.toIntExact(type.rowBytes(StoredDots.BLOCK));
        this.encoding = encoding;
        this.to = new Assembler(encoding);
        this.parts = LANES / encoding.lanes();
    }

    static byte[] write(VectorEncoding encoding, GgmlType type) {
        StoredDotCode code = new StoredDotCode(encoding, type);
        code.constants();
        code.function();
        return code.to.code();
    }

    private void constants() {
        to.jmpOver(Integer.BYTES * (2 + StoredDots.BLOCK));
        mask = to.here();
        to.data(NIBBLE);
        zero = to.here();
        to.data(type == GgmlType.Q5_0 ? FIFTH_BIT : NIBBLES_ZERO);
        shifts = to.here();
        for (int element = 0; element < StoredDots.BLOCK; element++) {
            to.data(Integer.SIZE - 1 - element);
        }
    }

    private void function() {
        to.push(RBX);
        to.push(RBP);
        to.vpbroadcastd(MASK, CODE, mask);
        to.vpbroadcastd(ZERO, CODE, zero);
        int tile = to.here();
        to.mov(RBX, RSI);
        to.mov(RBP, RCX);
        for (int row = 1; row < ROWS.length; row++) {
            to.mov(ROWS[row], ROWS[row - 1]);
            to.add(ROWS[row], R8);
        }
        for (int sum = 0; sum < parts * ROWS.length; sum++) {
            to.vpxor(SUMS + sum, SUMS + sum, SUMS + sum);
        }
        int block = to.here();
        for (int row = 0; row < ROWS.length; row++) {
            multiply(row);
            to.addImmediate(ROWS[row], blockBytes);
        }
        to.addImmediate(RBX, StoredDots.BLOCK * Float.BYTES);
        to.dec(RBP);
        to.jnz(block);
        store();
        to.mov(RDI, RAX);
        to.addImmediate(RDX, DotKernels.TILE * Float.BYTES);
        to.dec(R9);
        to.jnz(tile);
        to.vzeroupper();
        to.pop(RBP);
        to.pop(RBX);
        to.ret();
    }

    /** Adds a block's products to the sums of a row. */
    private void multiply(int row) {
        int at = ROWS[row];
        for (int line = 0; line < Math.ceilDiv(blockBytes, LINE); line++) {
            to.prefetcht1(at, AHEAD + line * LINE);
        }
        if (type.blockElements() > 1) {
            to.vpbroadcastw(SCALE, at, 0);
            to.vcvtph2ps(SCALE, SCALE);
        }
        if (type == GgmlType.Q5_0) {
            to.vpbroadcastd(UNSET, at, FIFTH_BITS_AT);
        }
        for (int v = 0; v < StoredDots.BLOCK / encoding.lanes(); v++) {
            decode(at, v);
            to.vfmadd231ps(sum(row, v % parts), WEIGHTS, RBX, v * encoding.bytes());
        }
    }

    /** @param v which vector of the block */
    private void decode(int at, int v) {
        int element = v * encoding.lanes();
        switch (type) {
            case F32 -> to.vmovdqu(WEIGHTS, at, Float.BYTES * element);
            case F16 -> to.vcvtph2ps(WEIGHTS, at, Short.BYTES * element);
            case BF16 -> {
                to.vpmovzxwd(WEIGHTS, at, Short.BYTES * element);
                to.vpslld(WEIGHTS, WEIGHTS, Short.SIZE);
            }
            case Q8_0 -> {
                to.vpmovsxbd(WEIGHTS, at, SCALE_BYTES + element);
                scale();
            }
            case Q4_0 -> {
                nibbles(at, SCALE_BYTES, element);
                to.vpsubd(WEIGHTS, WEIGHTS, ZERO);
                scale();
            }
            case Q5_0 -> {
                nibbles(at, FIVE_BITS_NIBBLES_AT, element);
                fifthBits(v);
                scale();
            }
            case Q4_1, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS ->
                throw new IllegalArgumentException(type + " is decoded by RowDecoder");
        }
    }

    /** Sixteen elements are lower nibbles, sixteen the upper ones of the same bytes. */
    private void nibbles(int at, int nibblesAt, int element) {
        to.vpmovzxbd(WEIGHTS, at, nibblesAt + element % LANES);
        if (element < LANES) {
            to.vpand(WEIGHTS, WEIGHTS, MASK);
        } else {
            to.vpsrld(WEIGHTS, WEIGHTS, 4);
        }
    }

    /** A set fifth bit adds 16 and the format subtracts 16, so only elements with an unset bit move. */
    private void fifthBits(int v) {
        to.vpsllvd(MORE, UNSET, CODE, shifts + v * encoding.bytes());
        to.vpsrad(MORE, MORE, Integer.SIZE - 1);
        to.vpandn(MORE, MORE, ZERO);
        to.vpsubd(WEIGHTS, WEIGHTS, MORE);
    }

    private void scale() {
        to.vcvtdq2ps(WEIGHTS, WEIGHTS);
        to.vmulps(WEIGHTS, WEIGHTS, SCALE);
    }

    private void store() {
        LaneFold lanes = new LaneFold(to, encoding);
        for (int row = 0; row < ROWS.length; row++) {
            if (parts == 2) {
                to.vaddps(sum(row, 0), sum(row, 0), sum(row, 1));
            }
            lanes.all(sum(row, 0), WEIGHTS, to::vaddps);
            to.vmovd(RDX, row * Float.BYTES, sum(row, 0));
        }
    }

    private int sum(int row, int part) {
        return SUMS + row * parts + part;
    }
}
