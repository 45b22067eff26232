package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.QuantisedRows;

/**
 * Kernels of panels in NEON: how elements are unpacked and their products added up.
 *
 * <p>Half a block is unpacked at a time: four groups of columns, which 16 bytes of activations are multiplied with. Products
 * are of signed bytes, so elements stay as small as they are stored: the activations' own sum, which the integer sums
 * begin with, is shifted to the right for that, where nothing is lost, and the sums are shifted back at the end. Bytes
 * become signed.
 *
 * <p>With {@code smmla} an instruction has the products of eight columns of two rows of weights with two rows of
 * activations. For it groups are joined in pairs, and sums lie in pairs of rows until the end; a row that has no other is
 * multiplied as without it, by {@code sdot}.
 */
final class NeonPanelCode extends ArmPanelCode {

    private static final int GROUPS = 4;

    private static final int UNITS = 31;
    /** The bits of a nibble, or the sign of a byte. */
    private static final int ELEMENT_BITS = 30;
    /** The bit or bits above a nibble. */
    private static final int MORE_BITS = 29;
    /** What nibbles stand for, in formats that are not linear and have no more bits. */
    private static final int NUMBERS = MORE_BITS;
    private static final int MASK_BYTES = 28;
    private static final int MASK_SHIFTS = 27;

    private final boolean multipliesMatrices;
    private int weights;
    private int temporary;
    private int twos;

    NeonPanelCode(PanelFormat format, int groupRows, boolean multipliesMatrices) {
        super(firstConstant(format), format, groupRows);
        this.multipliesMatrices = multipliesMatrices;
    }

    private static int firstConstant(PanelFormat format) {
        return format.hasFifthBit() ? MASK_SHIFTS
                : format.hasTwoMoreBits() || format.isNonLinear() ? MORE_BITS : ELEMENT_BITS;
    }

    @Override
    void constants() {
        int[][] values = {
            {Float.floatToRawIntBits(format.unit()), Float.floatToRawIntBits(format.minimumUnit()), 0, 0},
            {0, 0, 0x0101_0101, 0x0101_0101},
            {0x0102_0304, 0xFDFE_FF00, 0x0102_0304, 0xFDFE_FF00}, // takes bit i of a byte to bit 4
            numbers(0),
        };
        to.bOver(values.length * BYTES);
        int first = to.here();
        for (int[] value : values) {
            for (int four : value) {
                to.data(four);
            }
        }
        to.ldrQ(UNITS, first);
        to.moviB(ELEMENT_BITS, format.hasNibbles() ? 0x0F : 0x80);
        if (format.hasTwoMoreBits()) {
            to.moviB(MORE_BITS, 0x30);
        }
        if (format.isNonLinear()) {
            to.ldrQ(NUMBERS, first + 3 * BYTES);
        }
        if (format.hasFifthBit()) {
            to.moviB(MORE_BITS, 0x10);
            to.ldrQ(MASK_BYTES, first + BYTES);
            to.ldrQ(MASK_SHIFTS, first + 2 * BYTES);
        }
    }

    @Override
    int sums() {
        return format.hasFifthBit() && format.hasSuperBlocks() ? 6 : QuantisedRows.GROUP;
    }

    @Override
    void registers() {
        weights = take(GROUPS);
        temporary = take(multipliesMatrices ? 2 : 1);
        twos = format.hasTwoMoreBits() ? take(1) : temporary;
    }

    @Override
    int scratch(int number) {
        return weights + number;
    }

    @Override
    void multiplyByUnit(int scales) {
        to.fmul(scales, scales, UNITS, 0);
    }

    @Override
    void multiplyByMinimumUnit(int minima) {
        to.fmul(minima, minima, UNITS, 1);
    }

    @Override
    void start(int sum) {
        if (format.hasSignedBytes() || format.hasMinimum()) {
            each((vector, row) -> zero(intSum(vector, row)));
            return;
        }
        for (int row = 0; row < pairedRows(); row += 2) {
            to.ldrS(scratch(0), ACTIVATIONS, ofRow(row) + sum);
            to.ldrS(scratch(1), ACTIVATIONS, ofRow(row + 1) + sum);
            to.zip1S(scratch(0), scratch(0), scratch(1));
            to.sshrS(scratch(0), scratch(0), format.nibbleShift());
            for (int vector = 0; vector < tile().vectors(); vector++) {
                to.dupD(intSum(vector, row), scratch(0));
                to.dupD(intSum(vector, row + 1), scratch(0));
            }
        }
        for (int row = pairedRows(); row < tile().rows(); row++) {
            to.ldrS(scratch(0), ACTIVATIONS, ofRow(row) + sum);
            to.sshrS(scratch(0), scratch(0), format.nibbleShift());
            for (int vector = 0; vector < tile().vectors(); vector++) {
                to.dupS(intSum(vector, row), scratch(0));
            }
        }
    }

    @Override
    void block(int vector) {
        halfBlock(vector, 0);
        halfBlock(vector, GROUPS);
    }

    @Override
    void halfBlock(int vector, int first) {
        if (format.hasTwoMoreBits()) {
            to.ldrQ(twos, ELEMENTS, elements(vector, first == 0 ? 4 : 5));
        }
        for (int group = 0; group < GROUPS; group++) {
            unpack(weights + group, vector, first + group);
        }
        products(vector, first);
    }

    private void unpack(int target, int vector, int group) {
        if (!format.hasNibbles()) {
            to.ldrQ(target, ELEMENTS, elements(vector, group));
            to.eor(target, target, ELEMENT_BITS);
            return;
        }
        to.ldrQ(target, ELEMENTS, elements(vector, group % GROUPS));
        if (group < GROUPS) {
            to.and(target, target, ELEMENT_BITS);
        } else {
            to.ushrB(target, target, 4);
        }
        if (format.isNonLinear()) {
            to.tbl(target, NUMBERS, target);
        }
        if (format.hasFifthBit()) {
            fifthBit(target, vector, group);
        }
        if (format.hasTwoMoreBits()) {
            twoMoreBits(target, group % GROUPS);
        }
    }

    /** Each element's bit of a mask goes where it belongs, whatever comes with it. */
    private void fifthBit(int target, int vector, int group) {
        to.ldrH(temporary, ELEMENTS, 256 + 8 * group + (tile().vector() + vector) * BYTES / Byte.SIZE);
        to.tbl(temporary, temporary, MASK_BYTES);
        to.ushlB(temporary, temporary, MASK_SHIFTS);
        to.bit(target, temporary, MORE_BITS);
    }

    private void twoMoreBits(int target, int group) {
        int left = 4 - 2 * group;
        if (left > 0) {
            to.shlB(temporary, twos, left);
        } else if (left < 0) {
            to.ushrB(temporary, twos, -left);
        }
        to.bit(target, left == 0 ? twos : temporary, MORE_BITS);
    }

    private void products(int vector, int first) {
        for (int row = pairedRows(); row < tile().rows(); row++) {
            to.ldrQ(temporary, ACTIVATIONS, ofRow(row) + 4 * first);
            for (int group = 0; group < GROUPS; group++) {
                to.sdot(intSum(vector, row), weights + group, temporary, group);
            }
        }
        if (pairedRows() > 0) {
            matrixProducts(vector, first);
        }
    }

    private void matrixProducts(int vector, int first) {
        // Eight columns of rows 0 and 1, and of rows 2 and 3; then a register is free, which serves what comes next.
        int free = temporary;
        int[] twoRows = new int[GROUPS];
        for (int group = 0; group < GROUPS; group += 2) {
            to.zip1S(free, weights + group, weights + group + 1);
            to.zip2S(weights + group + 1, weights + group, weights + group + 1);
            twoRows[group] = free;
            twoRows[group + 1] = weights + group + 1;
            free = weights + group;
        }
        int other = temporary + 1;
        for (int row = 0; row < pairedRows(); row += 2) {
            for (int group = 0; group < GROUPS; group += 2) {
                to.ldrD(free, ACTIVATIONS, ofRow(row) + 4 * (first + group));
                to.ldrD(other, ACTIVATIONS, ofRow(row + 1) + 4 * (first + group));
                to.zip1D(free, free, other);
                to.smmla(intSum(vector, row), twoRows[group], free);
                to.smmla(intSum(vector, row + 1), twoRows[group + 1], free);
            }
        }
    }

    @Override
    void end(int sum) {
        for (int vector = 0; vector < tile().vectors(); vector++) {
            for (int row = 0; row < pairedRows(); row += 2) {
                int first = intSum(vector, row);
                int second = intSum(vector, row + 1);
                to.uzp1S(temporary, first, second);
                to.uzp2S(second, first, second);
                to.shlS(first, temporary, format.nibbleShift());
                to.shlS(second, second, format.nibbleShift());
            }
            for (int row = pairedRows(); row < tile().rows(); row++) {
                to.shlS(intSum(vector, row), intSum(vector, row), format.nibbleShift());
            }
        }
    }

    /** Rows of a tile that are multiplied two at a time. */
    private int pairedRows() {
        return multipliesMatrices ? tile().rows() / 2 * 2 : 0;
    }
}
