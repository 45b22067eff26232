package io.gemstream.gemma.kernel.panel;

import io.gemstream.gemma.format.GgmlType;
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
    NIBBLES(Scales.HALF, 4, 256),
    /** Q5_0: nibbles and a fifth bit, one half-precision scale per block. */
    FIVE_BITS(Scales.HALF, 3, 320),
    /** Q8_0, and IQ4_NL with its nibbles looked up: bytes, one half-precision scale per block. */
    BYTES(Scales.HALF, 0, 512),
    /** Q4_K: nibbles, a scale and a minimum per block, and what both are multiples of per super-block. */
    NIBBLES_AND_MINIMUM(Scales.AND_MINIMUM, 4, 256),
    /** Q6_K: nibbles and two more bits; a scale for each half of a block, a multiple of the super-block's. */
    SIX_BITS_IN_HALVES(Scales.OF_HALVES, 2, 384);

    /** Kinds of scales that are kept of 16 rows besides their elements. */
    enum Scales {
        /** A block's 16 scales in half precision. */
        HALF(0, 32),
        /** A super-block's 16 scales and 16 minima in half precision; then by block 16 scales and 16 minima of 6 bits. */
        AND_MINIMUM(64, 32),
        /** A super-block's 16 scales; then by block 16 scales of the first 16 columns and 16 of the others, signed. */
        OF_HALVES(32, 32);

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
    /** Factor on a stored minimum: the sums that it is multiplied with are 128 times those of the elements. */
    public static final float MINIMUM_UNIT = 1f / QuantisedRows.ZERO;
    /** Panels begin at multiples of this. */
    public static final int ALIGNMENT = 64;

    private final Scales scales;
    private final int shift;
    private final int elementBytes;

    PanelFormat(Scales scales, int shift, int elementBytes) {
        this.scales = scales;
        this.shift = shift;
        this.elementBytes = elementBytes;
    }

    /** The format for a stored type, or empty where there is none. */
    public static Optional<PanelFormat> of(GgmlType type) {
        return switch (type) {
            case Q4_0 -> Optional.of(NIBBLES);
            case Q5_0 -> Optional.of(FIVE_BITS);
            case Q8_0, IQ4_NL -> Optional.of(BYTES);
            case Q4_K -> Optional.of(NIBBLES_AND_MINIMUM);
            case Q6_K -> Optional.of(SIX_BITS_IN_HALVES);
            case F32, F16, BF16, Q4_1, Q5_1, Q2_K, Q3_K, Q5_K, IQ4_XS -> Optional.empty();
        };
    }

    public boolean hasMinimum() {
        return scales == Scales.AND_MINIMUM;
    }

    public boolean scalesHalves() {
        return scales == Scales.OF_HALVES;
    }

    /** Whether elements are nibbles, with or without more bits. */
    public boolean hasNibbles() {
        return elementBytes < 512;
    }

    public boolean hasFifthBit() {
        return this == FIVE_BITS;
    }

    public boolean hasTwoMoreBits() {
        return this == SIX_BITS_IN_HALVES;
    }

    /** Bits by which a kernel shifts a nibble to the left in its byte. */
    public int nibbleShift() {
        return shift;
    }

    /** The stored integer that the lowest bit of a kernel's byte is worth, where scales are in half precision. */
    public float unit() {
        return 1f / (1 << shift);
    }

    /** Value that stands for 0 in a kernel's byte. */
    public int zero() {
        return hasMinimum() ? 0 : QuantisedRows.ZERO;
    }

    /** Whether scales of blocks are bytes that a super-block's scales are multiplied with. */
    public boolean hasSuperBlocks() {
        return scales.superBlockBytes > 0;
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
        return elementBytes;
    }

    /** Offset in a panel of the elements. */
    public long elementOffset(int blocks) {
        return (long) blocks * scaleBytes() + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /** Bytes of a panel. */
    public long panelBytes(int blocks) {
        return elementOffset(blocks) + (long) blocks * elementBytes;
    }
}
