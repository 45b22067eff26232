package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.Assembler.R10;
import static io.gemstream.gemma.kernel.machine.Assembler.R11;
import static io.gemstream.gemma.kernel.machine.Assembler.R8;
import static io.gemstream.gemma.kernel.machine.Assembler.R9;
import static io.gemstream.gemma.kernel.machine.Assembler.RAX;
import static io.gemstream.gemma.kernel.machine.Assembler.RCX;
import static io.gemstream.gemma.kernel.machine.Assembler.RDI;
import static io.gemstream.gemma.kernel.machine.Assembler.RDX;
import static io.gemstream.gemma.kernel.machine.Assembler.RSI;

import io.gemstream.gemma.kernel.ScaledBytes;

/**
 * Writes the kernels of attention for one shape. A row that was read serves all heads of the group from registers; while
 * one run of rows is worked on, the next is asked for, because runs are too short for a hardware prefetcher.
 *
 * <p>Arguments, by the System V calling convention: rows (RDI), rows to ask for (RSI), number of tiles (RDX), queries or
 * weights (RCX), results (R8).
 */
final class AttentionCode {

    private static final int LINE = 64;
    private static final int VECTOR = 64;
    private static final int LANES = 16;

    private static final int ROWS = 16; // registers of rows, as many as a tile has; sums are below
    private static final int HEADS = 20; // one per head
    private static final int TEMPORARY = 24; // and three more

    private final Assembler to = new Assembler();
    private final AttentionShape shape;

    private AttentionCode(AttentionShape shape) {
        this.shape = shape;
    }

    /** @param tile rows at a time: 1 or 4 */
    static byte[] scores(AttentionShape shape, int tile) {
        AttentionCode code = new AttentionCode(shape);
        code.scores(tile);
        return code.to.code();
    }

    static byte[] sums(AttentionShape shape) {
        AttentionCode code = new AttentionCode(shape);
        code.sums();
        return code.to.code();
    }

    private void scores(int tile) {
        int next = to.here();
        prefetch(tile);
        for (int head = 0; head < shape.group(); head += AttentionShape.HEADS_AT_A_TIME) {
            int heads = Math.min(AttentionShape.HEADS_AT_A_TIME, shape.group() - head);
            products(tile, head, heads);
            for (int h = 0; h < heads; h++) {
                fold(tile, tile * h, (head + h) * AttentionShape.SCORE_STRIDE);
            }
        }
        to.addImmediate(RDI, tile * shape.rowBytes());
        to.addImmediate(RSI, tile * shape.rowBytes());
        to.addImmediate(R8, tile * Float.BYTES);
        to.decrement(RDX);
        to.jumpIfNotZero(next);
        to.zeroUpper();
        to.ret();
    }

    private void products(int tile, int first, int heads) {
        for (int sum = 0; sum < tile * heads; sum++) {
            to.zero(sum);
        }
        for (int at = 0; at < shape.headDim(); at += LANES) {
            for (int row = 0; row < tile; row++) {
                load(ROWS + row, RDI, row * shape.rowBytes(), at);
            }
            for (int h = 0; h < heads; h++) {
                to.load(HEADS + h, RCX, Float.BYTES * ((first + h) * shape.headDim() + at));
                for (int row = 0; row < tile; row++) {
                    to.multiplyAdd(tile * h + row, ROWS + row, HEADS + h);
                }
            }
        }
    }

    /**
     * Adds the upper half of each sum to the lower until one number is left; four sums share the work. Each store spills
     * three floats beyond its score, which the next one overwrites.
     */
    private void fold(int tile, int sums, int displacement) {
        int second = tile == 1 ? sums : sums + 1;
        int third = tile == 1 ? sums : sums + 2;
        int fourth = tile == 1 ? sums : sums + 3;
        halves(TEMPORARY, sums, second);
        halves(TEMPORARY + 1, third, fourth);
        to.shuffleQuarters(TEMPORARY + 2, TEMPORARY, TEMPORARY + 1, 0x88);
        to.shuffleQuarters(TEMPORARY + 3, TEMPORARY, TEMPORARY + 1, 0xDD);
        to.addFloats(TEMPORARY, TEMPORARY + 2, TEMPORARY + 3);
        to.permuteInQuarters(TEMPORARY + 1, TEMPORARY, 0x4E);
        to.addFloats(TEMPORARY, TEMPORARY, TEMPORARY + 1);
        to.permuteInQuarters(TEMPORARY + 1, TEMPORARY, 0xB1);
        to.addFloats(TEMPORARY, TEMPORARY, TEMPORARY + 1);
        for (int row = 0; row < tile; row++) {
            to.storeQuarter(R8, displacement + Float.BYTES * row, TEMPORARY, row);
        }
    }

    private void halves(int target, int a, int b) {
        to.shuffleQuarters(TEMPORARY + 2, a, b, 0x44);
        to.shuffleQuarters(TEMPORARY + 3, a, b, 0xEE);
        to.addFloats(target, TEMPORARY + 2, TEMPORARY + 3);
    }

    private void sums() {
        for (int head = 0; head < shape.group(); head += AttentionShape.HEADS_AT_A_TIME) {
            int heads = Math.min(AttentionShape.HEADS_AT_A_TIME, shape.group() - head);
            int width = ROWS / heads * LANES;
            for (int at = 0; at < shape.headDim(); at += width) {
                sums(head, heads, at, Math.min(width, shape.headDim() - at), head == 0 && at == 0);
            }
        }
        to.zeroUpper();
        to.ret();
    }

    private void sums(int first, int heads, int from, int width, boolean isFirst) {
        int vectors = width / LANES;
        for (int sum = 0; sum < heads * vectors; sum++) {
            to.load(sum, R8, result(first + sum / vectors, from, sum % vectors));
        }
        to.move(R10, RDI);
        to.move(R11, RCX);
        to.move(R9, RDX);
        to.move(RAX, RSI);
        int next = to.here();
        if (isFirst) {
            for (int at = 0; at < shape.rowBytes(); at += LINE) {
                to.prefetch(RAX, at);
            }
        }
        for (int h = 0; h < heads; h++) {
            to.broadcast(HEADS + h, R11, (first + h) * AttentionShape.SCORE_STRIDE);
        }
        for (int v = 0; v < vectors; v++) {
            int row = ROWS + v % 4;
            load(row, R10, 0, from + v * LANES);
            for (int h = 0; h < heads; h++) {
                to.multiplyAdd(h * vectors + v, row, HEADS + h);
            }
        }
        to.addImmediate(R10, shape.rowBytes());
        to.addImmediate(RAX, shape.rowBytes());
        to.addImmediate(R11, Float.BYTES);
        to.decrement(R9);
        to.jumpIfNotZero(next);
        for (int sum = 0; sum < heads * vectors; sum++) {
            to.store(R8, result(first + sum / vectors, from, sum % vectors), sum);
        }
    }

    private int result(int head, int from, int vector) {
        return Float.BYTES * (head * shape.headDim() + from) + VECTOR * vector;
    }

    private void prefetch(int rows) {
        for (int at = 0; at < rows * shape.rowBytes(); at += LINE) {
            to.prefetch(RSI, at);
        }
    }

    /** 16 numbers of a row as floats. */
    private void load(int vector, int base, int row, int at) {
        switch (shape.row()) {
            case FLOATS -> to.load(vector, base, row + Float.BYTES * at);
            case HALVES -> to.loadHalves(vector, base, row + Short.BYTES * at);
            case BYTES -> {
                to.loadBytes(vector, base, row + at);
                to.intsToFloats(vector, vector);
                to.multiplyByFloat(
                        vector, vector, base, row + shape.headDim() + Float.BYTES * (at / ScaledBytes.BLOCK));
            }
        }
    }
}
