package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.Assembler.CODE;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.ScalarLanes;
import io.gemstream.gemma.kernel.ScalarRowDecoder;
import io.gemstream.gemma.kernel.ScalarSuperBlocks;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * Writes what decodes stored weights in registers, operation by operation as {@link ScalarRowDecoder} and
 * {@link ScalarSuperBlocks} have it, so that no bit differs; the layouts are told there. Uses the vector registers 0 to 7.
 */
final class StoredWeights {

    /** Types that there is code for. */
    static final Set<GgmlType> TYPES = EnumSet.of(
            GgmlType.F32, GgmlType.F16, GgmlType.BF16, GgmlType.Q8_0, GgmlType.Q4_0, GgmlType.Q5_0, GgmlType.Q4_K,
            GgmlType.Q6_K);
    /** Where the weights come. */
    static final int WEIGHTS = 0;
    /** Where the scales of a super-block are kept, as floats, and elements of a block, as bytes. */
    static final int SCRATCH_BYTES = 96;

    private static final int SCALE = 1;
    private static final int MORE = 2;
    private static final int MINIMUM = 3;
    private static final int UNSET = 3;
    private static final int NIBBLE = 4;
    private static final int ZERO = 5;
    private static final int TWO_BITS = 6;

    private static final int HALVES = ScalarLanes.COUNT;
    private static final int SCALES = 16; // of a super-block, minima among them
    private static final int BYTES_IN_SCRATCH = SCALES * Float.BYTES;
    private static final int BLOCK_SCALE = 2; // bytes
    // of Q5_0
    private static final int FIFTH_BITS_AT = 2;
    private static final int FIVE_BITS_NIBBLES_AT = 6;
    // of Q4_K
    private static final int PACKED_SCALES_AT = 4;
    private static final int SUPER_BLOCK_NIBBLES_AT = 16;
    // of Q6_K
    private static final int TWO_BITS_AT = 128;
    private static final int SIGNED_SCALES_AT = 192;
    private static final int SUPER_BLOCK_SCALE_AT = 208;

    private final Assembler to;
    private final VectorEncoding encoding;
    private final GgmlType type;
    private final int scratch;
    private int nibble;
    private int zero;
    private int twoBits;
    /** Of Q5_0: how far an element's fifth bit is from the sign. */
    private int fifthBits;
    // Of Q4_K, by scale and minimum in turn: which bytes have the lower bits, how far up, and which; the same of the upper.
    private int lowerBytes;
    private int lowerShifts;
    private int lowerMasks;
    private int upperBytes;
    private int upperMasks;

    /** @param scratch general register, with the address of {@link #SCRATCH_BYTES} that are free */
    StoredWeights(Assembler to, VectorEncoding encoding, GgmlType type, int scratch) {
        this.to = to;
        this.encoding = encoding;
        this.type = type;
        this.scratch = scratch;
    }

    /** Comes before all code. */
    void constants() {
        int tables = switch (type) {
            case Q5_0 -> StoredKernels.BLOCK;
            case Q4_K -> 5 * SCALES;
            default -> 0;
        };
        to.jmpOver(Integer.BYTES * (3 + tables));
        int each = unpacksBytes() ? 0x0101_0101 : 1;
        nibble = table(1, _ -> 0xF * each);
        zero = table(1, _ -> zero() * each);
        twoBits = table(1, _ -> 0x30 * each);
        switch (type) {
            case Q5_0 -> fifthBits = table(StoredKernels.BLOCK, element -> Integer.SIZE - 1 - element);
            case Q4_K -> scaleTables();
            default -> { }
        }
    }

    /** What of an integer stands for 0; of Q5_0 what a set fifth bit adds. */
    private int zero() {
        return switch (type) {
            case Q4_0 -> 8;
            case Q5_0 -> 16;
            case Q6_K -> 32;
            default -> 0;
        };
    }

    /** {@link ScalarSuperBlocks#scale} and {@link ScalarSuperBlocks#minimum}, lane by lane. */
    private void scaleTables() {
        lowerBytes = table(SCALES, i -> byteOf(isUpper(i) || isMinimum(i) ? group(i) + 4 : group(i)));
        lowerShifts = table(SCALES, i -> isUpper(i) && isMinimum(i) ? 4 : 0);
        lowerMasks = table(SCALES, i -> isUpper(i) ? 0xF : 0x3F);
        upperBytes = table(SCALES, i -> byteOf(isUpper(i) ? isMinimum(i) ? group(i) : group(i) - 4 : 0));
        upperMasks = table(SCALES, i -> isUpper(i) ? 0x30 : 0);
    }

    private static int group(int scale) {
        return scale / 2;
    }

    private static boolean isMinimum(int scale) {
        return scale % 2 == 1;
    }

    private static boolean isUpper(int scale) {
        return group(scale) >= 4;
    }

    /** Selects a byte, and zeros beside it. */
    private static int byteOf(int index) {
        return 0x8080_8000 | index;
    }

    private int table(int size, IntUnaryOperator value) {
        int at = to.here();
        for (int i = 0; i < size; i++) {
            to.data(value.applyAsInt(i));
        }
        return at;
    }

    /** Whether elements are put together as bytes, all of a block at once, before they are widened. */
    private boolean unpacksBytes() {
        return type == GgmlType.Q6_K && encoding.bytes() == StoredKernels.BLOCK;
    }

    /** Takes as scratch what is below the stack's end: 128 bytes that are a function's own where it calls no other. */
    void scratchBelow(int stack) {
        to.mov(scratch, stack);
        to.addImmediate(scratch, -SCRATCH_BYTES);
    }

    /** Fills the registers that stay as they are. */
    void registers() {
        to.vpbroadcastd(NIBBLE, CODE, nibble);
        to.vpbroadcastd(ZERO, CODE, zero);
        to.vpbroadcastd(TWO_BITS, CODE, twoBits);
    }

    /** Reads the scales of the block at an address. */
    void begin(int at) {
        switch (type) {
            case F32, F16, BF16 -> { }
            case Q5_0 -> {
                half(at, 0);
                to.vpbroadcastd(UNSET, at, FIFTH_BITS_AT);
            }
            case Q4_K -> scalesAndMinima(at);
            case Q6_K -> signedScales(at);
            default -> half(at, 0);
        }
    }

    /** Loads a vector of weights. */
    void load(int at, int element) {
        switch (type) {
            case F32 -> to.vmovdqu(WEIGHTS, at, Float.BYTES * element);
            case F16 -> to.vcvtph2ps(WEIGHTS, at, Short.BYTES * element);
            case BF16 -> {
                to.vpmovzxwd(WEIGHTS, at, Short.BYTES * element);
                to.vpslld(WEIGHTS, WEIGHTS, Short.SIZE);
            }
            case Q8_0 -> {
                to.vpmovsxbd(WEIGHTS, at, BLOCK_SCALE + element);
                scale();
            }
            case Q4_0 -> {
                nibbles(at, BLOCK_SCALE + element % HALVES, element < HALVES);
                to.vpsubd(WEIGHTS, WEIGHTS, ZERO);
                scale();
            }
            case Q5_0 -> {
                nibbles(at, FIVE_BITS_NIBBLES_AT + element % HALVES, element < HALVES);
                fifthBits(element);
                scale();
            }
            case Q4_K -> fourBitsAndMinimum(at, element);
            case Q6_K -> sixBits(at, element);
            case Q4_1, Q5_1, Q2_K, Q3_K, Q5_K, IQ4_NL, IQ4_XS -> throw new IllegalArgumentException("no code for " + type);
        }
    }

    private void half(int at, int displacement) {
        to.vpbroadcastw(SCALE, at, displacement);
        to.vcvtph2ps(SCALE, SCALE);
    }

    private void nibbles(int at, int displacement, boolean lower) {
        to.vpmovzxbd(WEIGHTS, at, displacement);
        if (lower) {
            to.vpand(WEIGHTS, WEIGHTS, NIBBLE);
        } else {
            to.vpsrld(WEIGHTS, WEIGHTS, 4);
        }
    }

    private void scale() {
        to.vcvtdq2ps(WEIGHTS, WEIGHTS);
        to.vmulps(WEIGHTS, WEIGHTS, SCALE);
    }

    /** A set fifth bit adds 16 and the format subtracts 16, so only elements with an unset bit move. */
    private void fifthBits(int element) {
        to.vpsllvd(MORE, UNSET, CODE, fifthBits + Integer.BYTES * element);
        to.vpsrad(MORE, MORE, Integer.SIZE - 1);
        to.vpandn(MORE, MORE, ZERO);
        to.vpsubd(WEIGHTS, WEIGHTS, MORE);
    }

    /** Both halves of the super-block's scale and minimum are in turn in the lanes, and so are the products. */
    private void scalesAndMinima(int at) {
        int packed = WEIGHTS;
        int both = MINIMUM;
        to.vpbroadcastd(both, at, 0);
        to.vcvtph2ps(both, both);
        to.vbroadcasti128(packed, at, PACKED_SCALES_AT);
        for (int scale = 0; scale < SCALES; scale += encoding.lanes()) {
            int table = Integer.BYTES * scale;
            to.vpshufb(SCALE, packed, CODE, lowerBytes + table);
            to.vpsrlvd(SCALE, SCALE, CODE, lowerShifts + table);
            to.vpand(SCALE, SCALE, CODE, lowerMasks + table);
            to.vpshufb(MORE, packed, CODE, upperBytes + table);
            to.vpsrld(MORE, MORE, 2);
            to.vpand(MORE, MORE, CODE, upperMasks + table);
            to.vpor(SCALE, SCALE, MORE);
            to.vcvtdq2ps(SCALE, SCALE);
            to.vmulps(SCALE, SCALE, both);
            to.vmovups(scratch, table, SCALE);
        }
    }

    private void fourBitsAndMinimum(int at, int element) {
        int block = element / StoredKernels.BLOCK;
        if (element % StoredKernels.BLOCK == 0) {
            to.vpbroadcastd(SCALE, scratch, 2 * Float.BYTES * block);
            to.vpbroadcastd(MINIMUM, scratch, 2 * Float.BYTES * block + Float.BYTES);
        }
        nibbles(at, SUPER_BLOCK_NIBBLES_AT + StoredKernels.BLOCK * (block / 2) + element % StoredKernels.BLOCK, block % 2 == 0);
        scale();
        to.vsubps(WEIGHTS, WEIGHTS, MINIMUM);
    }

    private void signedScales(int at) {
        half(at, SUPER_BLOCK_SCALE_AT);
        for (int scale = 0; scale < SCALES; scale += encoding.lanes()) {
            to.vpmovsxbd(MORE, at, SIGNED_SCALES_AT + scale);
            to.vcvtdq2ps(MORE, MORE);
            to.vmulps(MORE, MORE, SCALE);
            to.vmovups(scratch, Float.BYTES * scale, MORE);
        }
    }

    private void sixBits(int at, int element) {
        int group = element / HALVES;
        if (element % HALVES == 0) {
            to.vpbroadcastd(SCALE, scratch, Float.BYTES * group);
        }
        if (unpacksBytes()) {
            if (element % StoredKernels.BLOCK == 0) {
                sixBitBytes(at, element / StoredKernels.BLOCK);
            }
            to.vpmovsxbd(WEIGHTS, scratch, BYTES_IN_SCRATCH + element % StoredKernels.BLOCK);
        } else {
            int inHalf = group % 8;
            nibbles(at, 64 * (group / 8) + 16 * (inHalf % 4) + element % HALVES, inHalf < 4);
            to.vpmovzxbd(MORE, at, TWO_BITS_AT + 32 * (group / 8) + 16 * (inHalf % 2) + element % HALVES);
            addTwoBits(inHalf / 2);
            to.vpsubd(WEIGHTS, WEIGHTS, ZERO);
        }
        scale();
    }

    private void sixBitBytes(int at, int block) {
        int quarter = block % 4;
        to.vmovdqu(WEIGHTS, at, 64 * (block / 4) + StoredKernels.BLOCK * (quarter % 2));
        to.shiftedWords(WEIGHTS, WEIGHTS, quarter < 2 ? 0 : -4);
        to.vpand(WEIGHTS, WEIGHTS, NIBBLE);
        to.vmovdqu(MORE, at, TWO_BITS_AT + StoredKernels.BLOCK * (block / 4));
        addTwoBits(quarter);
        to.vpsubb(WEIGHTS, WEIGHTS, ZERO);
        to.vmovups(scratch, BYTES_IN_SCRATCH, WEIGHTS);
    }

    /**
     * Puts the bits of a quarter of 128 elements above their nibbles. Shifts are of 16 bits, whatever lanes they are in: what
     * comes from a neighbour is masked away.
     */
    private void addTwoBits(int quarter) {
        to.shiftedWords(MORE, MORE, 4 - 2 * quarter);
        to.vpand(MORE, MORE, TWO_BITS);
        to.vpor(WEIGHTS, WEIGHTS, MORE);
    }
}
