package io.gemstream.gemma.kernel.panel;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.NonLinearNibbles;
import java.util.Optional;

/**
 * Layouts of stored types for products with quantised activations.
 *
 * <p>A panel is 16 rows, side by side, because a vector has 16 lanes: each lane adds up its own row. Columns go in
 * blocks of {@value #BLOCK}. A panel holds first the scales of all its blocks, padded to {@value #ALIGNMENT} bytes,
 * then the elements of all its blocks, so that elements are aligned. Where the stored type has super-blocks of
 * {@value #SUPER_BLOCK} blocks, their scales in half precision stand before those of their blocks, which are bytes.
 *
 * <p>The element bytes of a block come in groups of 64: byte {@code 4 * row + i} of group {@code g} is column
 * {@code 4 * g + i}. Where elements are nibbles, group {@code g} is in the lower and group {@code g + 4} in the upper
 * halves of 64 bytes; a fifth bit is in eight 64-bit masks behind them, one per group, bit by byte. Of two more bits,
 * 64 bytes behind them have those of the first four groups, the lowest two bits those of group 0, and 64 those of the
 * others.
 *
 * <p>Kernels make each element an unsigned byte that is a power of two times the stored integer, shifted so that 128
 * stands for 0 in all formats (in the one with a minimum, 0 does); then all share the correction for it, which is
 * computed once per row of activations. {@link #unit} undoes the power of two, which is exact.
 */
public enum PanelFormat {
    /** Q4_0: nibbles, one half-precision scale per block. */
    NIBBLES(Elements.NIBBLES, Scales.HALF, 4),
    /** Q5_0: nibbles and a fifth bit, one half-precision scale per block. */
    FIVE_BITS(Elements.FIVE_BITS, Scales.HALF, 3),
    /** Q8_0: bytes, one half-precision scale per block. */
    BYTES(Elements.BYTES, Scales.HALF, 0),
    /** IQ4_NL: nibbles that number the bytes they stand for, one half-precision scale per block. */
    NON_LINEAR(Elements.NON_LINEAR, Scales.HALF, 0),
    /** Q4_1: nibbles, a scale and a minimum in half precision per block. */
    NIBBLES_AND_MINIMUM(Elements.NIBBLES, Scales.HALF_AND_MINIMUM, 4),
    /** Q5_1: the same with a fifth bit. */
    FIVE_BITS_AND_MINIMUM(Elements.FIVE_BITS, Scales.HALF_AND_MINIMUM, 3),
    /** Q4_K: nibbles, a scale and a minimum per block, and what both are multiples of per super-block. */
    NIBBLES_IN_SUPER_BLOCKS(Elements.NIBBLES, Scales.SHARED_AND_MINIMUM, 4),
    /** Q5_K: the same with a fifth bit. */
    FIVE_BITS_IN_SUPER_BLOCKS(Elements.FIVE_BITS, Scales.SHARED_AND_MINIMUM, 3),
    /** IQ4_XS: nibbles that number bytes; a scale per block, a multiple of the super-block's. */
    NON_LINEAR_IN_SUPER_BLOCKS(Elements.NON_LINEAR, Scales.SHARED, 0),
    /** Q6_K: nibbles and two more bits; a scale for each half of a block, a multiple of the super-block's. */
    SIX_BITS_IN_HALVES(Elements.SIX_BITS, Scales.SHARED_OF_HALVES, 2),
    /** Q3_K, whose three bits become nibbles; scales as in Q6_K. */
    NIBBLES_IN_HALVES(Elements.NIBBLES, Scales.SHARED_OF_HALVES, 4),
    /** Q2_K, whose two bits become nibbles; a scale and a minimum for each half of a block. */
    NIBBLES_IN_HALVES_AND_MINIMUM(Elements.NIBBLES, Scales.SHARED_OF_HALVES_AND_MINIMUM, 4);

    /** Kinds of elements, with the bytes that a block of 16 rows takes. */
    private enum Elements {
        NIBBLES(256),
        FIVE_BITS(320),
        SIX_BITS(384),
        BYTES(512),
        NON_LINEAR(256);

        private final int bytes;

        Elements(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Kinds of scales that are kept of 16 rows besides their elements. */
    private enum Scales {
        /** A block's 16 scales in half precision. */
        HALF(0, 32),
        /** The same, and then 16 minima. */
        HALF_AND_MINIMUM(0, 64),
        /** A super-block's 16 scales in half precision; then by block 16 scales, signed bytes. */
        SHARED(32, 16),
        /** A super-block's 16 scales and 16 minima in half precision; then by block 16 scales and 16 minima, bytes. */
        SHARED_AND_MINIMUM(64, 32),
        /** A super-block's 16 scales; then by block 16 scales of the first 16 columns and 16 of the others, signed. */
        SHARED_OF_HALVES(32, 32),
        /** A super-block's 16 scales and 16 minima; then by block what both halves have, scales first. */
        SHARED_OF_HALVES_AND_MINIMUM(64, 64);

        private final int superBlockBytes;
        private final int blockBytes;

        Scales(int superBlockBytes, int blockBytes) {
            this.superBlockBytes = superBlockBytes;
            this.blockBytes = blockBytes;
        }
    }

    /** Rows of a panel. */
    public static final int ROWS = 16;
    /** Columns that share a scale of activations. */
    public static final int BLOCK = 32;
    /** Blocks that share what their scales are multiples of, in the formats that have that. */
    public static final int SUPER_BLOCK = 8;
    /** Panels begin at multiples of this. */
    public static final int ALIGNMENT = 64;

    private final Elements elements;
    private final Scales scales;
    private final int shift;

    PanelFormat(Elements elements, Scales scales, int shift) {
        this.elements = elements;
        this.scales = scales;
        this.shift = shift;
    }

    /** The format for a stored type, or empty where there is none. */
    public static Optional<PanelFormat> of(GgmlType type) {
        return switch (type) {
            case Q4_0 -> Optional.of(NIBBLES);
            case Q4_1 -> Optional.of(NIBBLES_AND_MINIMUM);
            case Q5_0 -> Optional.of(FIVE_BITS);
            case Q5_1 -> Optional.of(FIVE_BITS_AND_MINIMUM);
            case Q8_0 -> Optional.of(BYTES);
            case Q2_K -> Optional.of(NIBBLES_IN_HALVES_AND_MINIMUM);
            case Q3_K -> Optional.of(NIBBLES_IN_HALVES);
            case Q4_K -> Optional.of(NIBBLES_IN_SUPER_BLOCKS);
            case Q5_K -> Optional.of(FIVE_BITS_IN_SUPER_BLOCKS);
            case Q6_K -> Optional.of(SIX_BITS_IN_HALVES);
            case IQ4_NL -> Optional.of(NON_LINEAR);
            case IQ4_XS -> Optional.of(NON_LINEAR_IN_SUPER_BLOCKS);
            case F32, F16, BF16 -> Optional.empty();
        };
    }

    /** Whether elements count from a minimum, and not from a zero among them. */
    public boolean hasMinimum() {
        return switch (scales) {
            case HALF_AND_MINIMUM, SHARED_AND_MINIMUM, SHARED_OF_HALVES_AND_MINIMUM -> true;
            case HALF, SHARED, SHARED_OF_HALVES -> false;
        };
    }

    /** Whether the halves of a block have scales of their own. */
    public boolean scalesHalves() {
        return scales == Scales.SHARED_OF_HALVES || scales == Scales.SHARED_OF_HALVES_AND_MINIMUM;
    }

    /** Whether elements are stored as nibbles, with or without more bits. */
    public boolean hasNibbles() {
        return elements != Elements.BYTES;
    }

    public boolean hasFifthBit() {
        return elements == Elements.FIVE_BITS;
    }

    public boolean hasTwoMoreBits() {
        return elements == Elements.SIX_BITS;
    }

    /** Whether elements are signed bytes, or nibbles that number some. */
    public boolean hasSignedBytes() {
        return elements == Elements.BYTES || elements == Elements.NON_LINEAR;
    }

    /** Whether nibbles number bytes, those of {@link NonLinearNibbles}. */
    public boolean isNonLinear() {
        return elements == Elements.NON_LINEAR;
    }

    /** Bits by which a kernel shifts a nibble to the left in its byte. */
    public int nibbleShift() {
        return shift;
    }

    /** The stored integer that the lowest bit of a kernel's byte is worth, where scales are in half precision. */
    public float unit() {
        return 1f / (1 << shift);
    }

    /**
     * Factor on a stored minimum: the sums that it is multiplied with are -128 times those of the activations. It is
     * subtracted in super-blocks, and added elsewhere.
     */
    public float minimumUnit() {
        return (hasSuperBlocks() ? 1f : -1f) / QuantisedRows.ZERO;
    }

    /** Value that stands for 0 in a kernel's byte. */
    public int zero() {
        return hasMinimum() ? 0 : QuantisedRows.ZERO;
    }

    /** Whether scales of blocks are bytes that a super-block's scales are multiplied with. */
    public boolean hasSuperBlocks() {
        return scales.superBlockBytes > 0;
    }

    /** Where the activations' own sum of a block lies, or that of half a block. */
    public int sumOffset(int part) {
        return !scalesHalves() ? QuantisedRows.SUM : part == 0 ? QuantisedRows.FIRST_SUM : QuantisedRows.SECOND_SUM;
    }

    /** Offset of the minima among a block's own scales. */
    public int minimumOffset() {
        return scales.blockBytes / 2;
    }

    /** Bytes of a super-block's own scales, all 16 rows. */
    public int superBlockScaleBytes() {
        return scales.superBlockBytes;
    }

    /** Bytes of a block's own scales, all 16 rows. */
    public int blockScaleBytes() {
        return scales.blockBytes;
    }

    /** Bytes of scales by block, with its part of the super-block's. */
    public int scaleBytes() {
        return scales.blockBytes + scales.superBlockBytes / SUPER_BLOCK;
    }

    /** Offset in a panel of the scales of a block's super-block. */
    long superBlockOffset(int block) {
        return (long) block / SUPER_BLOCK * SUPER_BLOCK * scaleBytes();
    }

    /** Offset in a panel of the scales of a block. */
    long scaleOffset(int block) {
        return superBlockOffset(block) + scales.superBlockBytes + (long) block % SUPER_BLOCK * scales.blockBytes;
    }

    /** Bytes of a block's elements, all 16 rows. */
    public int elementBytes() {
        return elements.bytes;
    }

    /** Offset in a panel of the elements. */
    public long elementOffset(int blocks) {
        return (long) blocks * scaleBytes() + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /** Bytes of a panel. */
    public long panelBytes(int blocks) {
        return elementOffset(blocks) + (long) blocks * elements.bytes;
    }
}
