package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.Assembler.CODE;

import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.QuantisedRows;

/**
 * Kernels in AVX-512 VNNI. A vector has all rows of a panel, and all sums of a group fit: there is one tile. Elements
 * become unsigned bytes for {@code vpdpbusd}, whose zero, 128, the activations' own sum takes away from the start.
 */
final class Avx512PanelCode extends X86PanelCode {

    private static final int FIFTH_MASK = 1;
    /** The function {@code target | a & b}. */
    private static final int OR_AND = 0xF8;

    private static final int WEIGHTS = 20;
    private static final int UPPER_WEIGHTS = 21;
    private static final int PAIRS = 22;
    private static final int TWOS = 23;
    private static final int SHIFTED_TWOS = 24;
    private static final int SCRATCH = 25; // three
    private static final int FIRST_CONSTANT = 28;
    private static final int UNIT = FIRST_CONSTANT;
    private static final int MINIMUM_UNIT = FIRST_CONSTANT + 1;
    private static final int ELEMENT_BITS = FIRST_CONSTANT + 2;
    /** The bit or bits above a nibble. */
    private static final int MORE_BITS = FIRST_CONSTANT + 3;
    /** What nibbles stand for, in formats that are not linear and have no more bits; in each quarter. */
    private static final int NUMBERS = MORE_BITS;
    private static final int QUARTERS = 4;

    Avx512PanelCode(PanelFormat format, int groupRows) {
        super(VectorEncoding.EVEX_512, format, groupRows);
    }

    @Override
    void constants() {
        int[] values = {
            Float.floatToRawIntBits(format.unit()),
            Float.floatToRawIntBits(format.minimumUnit()),
            0x0101_0101 * (0xF << format.nibbleShift()),
            format.hasTwoMoreBits() ? 0xC0C0_C0C0 : 0x8080_8080,
        };
        int[] numbers = numbers(format.zero());
        to.jmpOver(Integer.BYTES * (values.length + QUARTERS * numbers.length));
        int first = to.here();
        for (int value : values) {
            to.data(value);
        }
        int table = to.here();
        for (int i = 0; i < QUARTERS * numbers.length; i++) {
            to.data(numbers[i % numbers.length]);
        }
        for (int i = 0; i < values.length; i++) {
            to.vpbroadcastd(FIRST_CONSTANT + i, CODE, first + Integer.BYTES * i);
        }
        if (format.isNonLinear()) {
            to.vmovdqu(NUMBERS, CODE, table);
        }
    }

    @Override
    int sums() {
        return QuantisedRows.GROUP;
    }

    @Override
    void registers() {
        // Those of a tile end below the first of this class.
    }

    @Override
    void start(int sum) {
        for (int row = 0; row < tile().rows(); row++) {
            if (format.hasMinimum()) {
                zero(intSum(0, row));
            } else {
                to.vpbroadcastd(intSum(0, row), ACTIVATIONS, ofRow(row) + sum);
            }
        }
    }

    @Override
    void block(int vector) {
        if (!format.hasNibbles()) {
            for (int group = 0; group < 8; group++) {
                to.vmovdqu(WEIGHTS, ELEMENTS, elements(vector, group));
                products(WEIGHTS, group);
            }
            return;
        }
        for (int group = 0; group < 4; group++) {
            to.vmovdqu(PAIRS, ELEMENTS, elements(vector, group));
            lowerNibble(WEIGHTS);
            upperNibble(UPPER_WEIGHTS);
            fifthBit(WEIGHTS, group);
            fifthBit(UPPER_WEIGHTS, group + 4);
            products(WEIGHTS, group);
            products(UPPER_WEIGHTS, group + 4);
        }
    }

    @Override
    void halfBlock(int vector, int first) {
        if (format.hasTwoMoreBits()) {
            to.vmovdqu(TWOS, ELEMENTS, elements(vector, first == 0 ? 4 : 5));
        }
        for (int group = 0; group < 4; group++) {
            to.vmovdqu(PAIRS, ELEMENTS, elements(vector, group));
            if (first == 0) {
                lowerNibble(WEIGHTS);
            } else {
                upperNibble(WEIGHTS);
            }
            if (format.hasTwoMoreBits()) {
                to.vpsllw(SHIFTED_TWOS, TWOS, 6 - 2 * group);
                to.vpternlogd(WEIGHTS, SHIFTED_TWOS, MORE_BITS, OR_AND);
            }
            products(WEIGHTS, first + group);
        }
    }

    @Override
    void end(int sum) {
        // They are what is wanted.
    }

    @Override
    int scratch(int number) {
        return SCRATCH + number;
    }

    @Override
    void multiplyByFloat(int target, int a, int base, int displacement) {
        to.vmulpsBroadcast(target, a, base, displacement);
    }

    @Override
    void multiplyByUnit(int scales) {
        to.vmulps(scales, scales, UNIT);
    }

    @Override
    void multiplyByMinimumUnit(int minima) {
        to.vmulps(minima, minima, MINIMUM_UNIT);
    }

    private void lowerNibble(int weights) {
        nibble(weights, format.nibbleShift());
    }

    private void upperNibble(int weights) {
        nibble(weights, format.nibbleShift() - 4);
    }

    private void nibble(int weights, int left) {
        to.vpand(weights, to.shiftedWords(weights, PAIRS, left), ELEMENT_BITS);
        if (format.isNonLinear()) {
            to.vpshufb(weights, NUMBERS, weights);
        }
    }

    private void fifthBit(int weights, int group) {
        if (format.hasFifthBit()) {
            to.kmovq(FIFTH_MASK, ELEMENTS, 256 + 8 * group);
            to.vpaddb(weights, weights, MORE_BITS, FIFTH_MASK);
        }
    }

    private void products(int weights, int group) {
        for (int row = 0; row < tile().rows(); row++) {
            to.vpdpbusdBroadcast(intSum(0, row), weights, ACTIVATIONS, ofRow(row) + 4 * group);
        }
    }
}
