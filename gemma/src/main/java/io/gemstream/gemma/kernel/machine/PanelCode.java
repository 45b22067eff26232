package io.gemstream.gemma.kernel.machine;

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

import io.gemstream.gemma.kernel.panel.PanelFormat;
import io.gemstream.gemma.kernel.panel.QuantisedRows;

/**
 * Writes the kernel that multiplies consecutive panels by a group of quantised rows, for one format and one number of
 * rows. Lanes are rows of weights; every row of activations has an integer and a float sum in registers. While it reads
 * one panel it asks for the next: a hardware prefetcher alone does not keep up when there is also much to compute.
 *
 * <p>Arguments, by the System V calling convention: panels (RDI), group of rows (RSI), results (RDX), blocks per row
 * (RCX), bytes from one row of results to the next (R8), number of panels (R9).
 */
final class PanelCode {

    private static final int LINE = 64;

    private static final int INTS = 0; // and one more per row
    private static final int FLOATS = 8;
    private static final int WEIGHTS = 16;
    private static final int UPPER_WEIGHTS = 17;
    private static final int SCALES = 18;
    private static final int SECOND_SCALES = 19;
    private static final int PRODUCTS = 20;
    private static final int ROW_SCALES = 21;
    private static final int PAIRS = 22;
    private static final int SHARED_SCALES = 23;
    private static final int SHARED_MINIMA = 24;
    private static final int TWOS = 25;
    private static final int SHIFTED_TWOS = 26;
    private static final int TOP_TWO_BITS = 27;
    private static final int MINIMUM_UNIT = 28;
    private static final int UNIT = 29;
    private static final int ELEMENT_BITS = 30;
    private static final int FIFTH_BIT = 31;
    private static final int FIFTH_MASK = 1;

    private final Assembler to = new Assembler();
    private final PanelFormat format;
    private final int rows;

    private PanelCode(PanelFormat format, int rows) {
        this.format = format;
        this.rows = rows;
    }

    /** @param rows rows of activations, 1 to {@link QuantisedRows#GROUP} */
    static byte[] write(PanelFormat format, int rows) {
        PanelCode code = new PanelCode(format, rows);
        code.kernel();
        return code.to.code();
    }

    private void kernel() {
        constant(ELEMENT_BITS, 0x0101_0101 * (0xF << format.nibbleShift()));
        constant(FIFTH_BIT, 0x8080_8080);
        constant(TOP_TWO_BITS, 0xC0C0_C0C0);
        constant(UNIT, Float.floatToRawIntBits(format.unit()));
        constant(MINIMUM_UNIT, Float.floatToRawIntBits(PanelFormat.MINIMUM_UNIT));
        to.push(RBX);
        to.push(RBP);
        int panel = to.here();
        for (int row = 0; row < rows; row++) {
            to.zero(FLOATS + row);
        }
        to.multiplyImmediate(RAX, RCX, format.scaleBytes());
        to.add(RAX, RDI);
        to.addImmediate(RAX, PanelFormat.ALIGNMENT - 1);
        to.andImmediate(RAX, -PanelFormat.ALIGNMENT);
        to.multiplyImmediate(RBX, RCX, format.elementBytes());
        to.add(RBX, RAX);
        to.move(R10, RSI);
        to.move(R11, RCX);
        if (format.hasSuperBlocks()) {
            superBlocks();
        } else {
            blocks(R11);
        }
        to.move(RDI, RAX);
        to.move(RAX, RDX);
        for (int row = 0; row < rows; row++) {
            to.store(RAX, 0, FLOATS + row);
            to.add(RAX, R8);
        }
        to.addImmediate(RDX, PanelFormat.ROWS * Float.BYTES);
        to.decrement(R9);
        to.jumpIfNotZero(panel);
        to.pop(RBP);
        to.pop(RBX);
        to.zeroUpper();
        to.ret();
    }

    /** @param left register with the number of blocks */
    private void blocks(int left) {
        int block = to.here();
        block();
        to.addImmediate(RDI, format.blockScaleBytes());
        to.addImmediate(RAX, format.elementBytes());
        to.addImmediate(RBX, format.scaleBytes() + format.elementBytes());
        to.addImmediate(R10, rows * QuantisedRows.BLOCK_BYTES);
        to.decrement(left);
        to.jumpIfNotZero(block);
    }

    private void superBlocks() {
        int superBlock = to.here();
        to.loadHalves(SHARED_SCALES, RDI, 0);
        to.multiply(SHARED_SCALES, SHARED_SCALES, UNIT);
        if (format.hasMinimum()) {
            to.loadHalves(SHARED_MINIMA, RDI, 32);
            to.multiply(SHARED_MINIMA, SHARED_MINIMA, MINIMUM_UNIT);
        }
        to.addImmediate(RDI, format.superBlockScaleBytes());
        to.moveImmediate(RBP, PanelFormat.SUPER_BLOCK);
        blocks(RBP);
        to.addImmediate(R11, -PanelFormat.SUPER_BLOCK);
        to.jumpIfNotZero(superBlock);
    }

    private void constant(int vector, int value) {
        to.moveImmediate(RAX, value);
        to.broadcastRegister(vector, RAX);
    }

    private void block() {
        for (int at = 0; at < format.scaleBytes() + format.elementBytes(); at += LINE) {
            to.prefetch(RBX, at);
        }
        if (format.scalesHalves()) {
            start(QuantisedRows.FIRST_SUM);
            sixBits(0);
            multiples(SCALES, 0, SHARED_SCALES);
            finish(SCALES);
            start(QuantisedRows.SECOND_SUM);
            sixBits(4);
            multiples(SCALES, 16, SHARED_SCALES);
            finish(SCALES);
            return;
        }
        start(QuantisedRows.SUM);
        if (format.hasNibbles()) {
            nibbles();
        } else {
            bytes();
        }
        if (format.hasMinimum()) {
            multiples(SCALES, 0, SHARED_SCALES);
            finish(SCALES);
            multiples(SECOND_SCALES, 16, SHARED_MINIMA);
            minimum();
        } else {
            to.loadHalves(SCALES, RDI, 0);
            to.multiply(SCALES, SCALES, UNIT);
            finish(SCALES);
        }
    }

    /** Loads 16 bytes and multiplies them with what they are multiples of; exact, since both have few bits. */
    private void multiples(int scales, int displacement, int shared) {
        to.loadBytes(scales, RDI, displacement);
        to.intsToFloats(scales, scales);
        to.multiply(scales, scales, shared);
    }

    /** Begins integer sums with what the elements' zero, 128, takes from them. */
    private void start(int sum) {
        for (int row = 0; row < rows; row++) {
            if (format.hasMinimum()) {
                to.zero(INTS + row);
            } else {
                to.broadcast(INTS + row, R10, ofRow(row) + sum);
            }
        }
    }

    private void bytes() {
        for (int group = 0; group < 8; group++) {
            to.load(WEIGHTS, RAX, 64 * group);
            products(WEIGHTS, group);
        }
    }

    /** Moves each nibble of a pair to where its format has it in a byte. */
    private void nibbles() {
        for (int group = 0; group < 4; group++) {
            to.load(PAIRS, RAX, 64 * group);
            lowerNibble(WEIGHTS);
            upperNibble(UPPER_WEIGHTS);
            fifthBit(WEIGHTS, group);
            fifthBit(UPPER_WEIGHTS, group + 4);
            products(WEIGHTS, group);
            products(UPPER_WEIGHTS, group + 4);
        }
    }

    /** Half a block: the lower nibbles from group 0 on, or the upper ones from group 4 on, and two bits above each. */
    private void sixBits(int first) {
        to.load(TWOS, RAX, 256 + 64 * (first / 4));
        for (int group = 0; group < 4; group++) {
            to.load(PAIRS, RAX, 64 * group);
            if (first == 0) {
                lowerNibble(WEIGHTS);
            } else {
                upperNibble(WEIGHTS);
            }
            to.shiftShortsLeft(SHIFTED_TWOS, TWOS, 6 - 2 * group);
            to.orMasked(WEIGHTS, SHIFTED_TWOS, TOP_TWO_BITS);
            products(WEIGHTS, first + group);
        }
    }

    private void lowerNibble(int weights) {
        to.shiftShortsLeft(weights, PAIRS, format.nibbleShift());
        to.and(weights, weights, ELEMENT_BITS);
    }

    private void upperNibble(int weights) {
        if (format.nibbleShift() == 4) {
            to.and(weights, PAIRS, ELEMENT_BITS);
        } else {
            to.shiftShortsRight(weights, PAIRS, 4 - format.nibbleShift());
            to.and(weights, weights, ELEMENT_BITS);
        }
    }

    private void fifthBit(int weights, int group) {
        if (format.hasFifthBit()) {
            to.loadMask(FIFTH_MASK, RAX, 256 + 8 * group);
            to.addBytes(weights, weights, FIFTH_BIT, FIFTH_MASK);
        }
    }

    private void products(int weights, int group) {
        for (int row = 0; row < rows; row++) {
            to.addByteProducts(INTS + row, weights, R10, ofRow(row) + 4 * group);
        }
    }

    /** Adds the integer sums, scaled, to the float sums. */
    private void finish(int scales) {
        for (int row = 0; row < rows; row++) {
            to.intsToFloats(PRODUCTS, INTS + row);
            to.multiplyByFloat(ROW_SCALES, scales, R10, ofRow(row) + QuantisedRows.SCALE);
            to.multiplyAdd(FLOATS + row, PRODUCTS, ROW_SCALES);
        }
    }

    private void minimum() {
        for (int row = 0; row < rows; row++) {
            to.broadcast(PRODUCTS, R10, ofRow(row) + QuantisedRows.SUM);
            to.intsToFloats(PRODUCTS, PRODUCTS);
            to.multiplyByFloat(ROW_SCALES, SECOND_SCALES, R10, ofRow(row) + QuantisedRows.SCALE);
            to.multiplyAdd(FLOATS + row, PRODUCTS, ROW_SCALES);
        }
    }

    private static int ofRow(int row) {
        return row * QuantisedRows.BLOCK_BYTES;
    }
}
