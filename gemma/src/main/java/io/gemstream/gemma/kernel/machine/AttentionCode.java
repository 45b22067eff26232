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
 * Writes the kernels of attention for one shape. A row that was read serves several heads of the group from registers;
 * while one run of rows is worked on, the next is asked for, because runs are too short for a hardware prefetcher.
 *
 * <p>A score is added up in sixteen lanes whatever a register has: in one of 512 bits, or in two of 256.
 *
 * <p>Arguments, by the System V calling convention: rows (RDI), rows to ask for (RSI), number of tiles (RDX), queries or
 * weights (RCX), results (R8). Vector registers are sums first, then rows, heads and temporary ones.
 */
final class AttentionCode {

    private static final int LINE = 64;
    /** Lanes of a sum. */
    private static final int LANES = 16;
    private static final int TEMPORARIES = 4;

    private final Assembler to;
    private final VectorEncoding encoding;
    private final AttentionShape shape;
    /** Registers that a sum of a score is in. */
    private final int parts;
    /** Registers of sums, half of all. */
    private final int sums;
    private final int firstRow;
    private final int firstHead;
    private final int temporary;

    private AttentionCode(InstructionSet set, AttentionShape shape) {
        this.encoding = set.encoding();
        this.to = new Assembler(encoding);
        this.shape = shape;
        this.parts = LANES / encoding.lanes();
        this.sums = encoding.registers() / 2;
        this.firstRow = sums;
        this.firstHead = firstRow + rowsInRegisters();
        this.temporary = encoding.registers() - TEMPORARIES;
    }

    /** @param tile rows at a time: 1 or 4 */
    static byte[] scores(InstructionSet set, AttentionShape shape, int tile) {
        AttentionCode code = new AttentionCode(set, shape);
        code.scores(tile);
        return code.to.code();
    }

    static byte[] sums(InstructionSet set, AttentionShape shape) {
        AttentionCode code = new AttentionCode(set, shape);
        code.sums();
        return code.to.code();
    }

    private int rowsInRegisters() {
        return encoding == VectorEncoding.EVEX_512 ? 4 : 2;
    }

    private int headsAtATime() {
        return encoding == VectorEncoding.EVEX_512 ? 4 : 2;
    }

    private void scores(int tile) {
        int next = to.here();
        prefetch(tile);
        for (int head = 0; head < shape.group(); head += headsAtATime()) {
            int heads = Math.min(headsAtATime(), shape.group() - head);
            int rows = Math.min(tile, rowsInRegisters());
            for (int row = 0; row < tile; row += rows) {
                products(row, rows, head, heads);
                for (int h = 0; h < heads; h++) {
                    fold(rows, rows * h, (head + h) * AttentionShape.SCORE_STRIDE + Float.BYTES * row);
                }
            }
        }
        to.addImmediate(RDI, tile * shape.rowBytes());
        to.addImmediate(RSI, tile * shape.rowBytes());
        to.addImmediate(R8, tile * Float.BYTES);
        to.dec(RDX);
        to.jnz(next);
        to.vzeroupper();
        to.ret();
    }

    private void products(int firstRowOfTile, int rows, int first, int heads) {
        for (int sum = 0; sum < parts * rows * heads; sum++) {
            to.vpxor(sum, sum, sum);
        }
        for (int at = 0; at < shape.headDim(); at += encoding.lanes()) {
            int part = at / encoding.lanes() % parts;
            for (int row = 0; row < rows; row++) {
                load(firstRow + row, RDI, (firstRowOfTile + row) * shape.rowBytes(), at);
            }
            for (int h = 0; h < heads; h++) {
                to.vmovdqu(firstHead + h, RCX, Float.BYTES * ((first + h) * shape.headDim() + at));
                for (int row = 0; row < rows; row++) {
                    to.vfmadd231ps(sum(rows * h + row, part), firstRow + row, firstHead + h);
                }
            }
        }
    }

    private int sum(int score, int part) {
        return parts * score + part;
    }

    /**
     * Adds the upper half of each sum to the lower until one number is left; several sums share the work. Each store spills
     * three floats beyond its score, which the next one overwrites.
     */
    private void fold(int rows, int first, int displacement) {
        switch (encoding) {
            case EVEX_512 -> foldFour(rows, first);
            case VEX_256 -> foldTwo(rows, first);
        }
        to.vpermilps(temporary + 1, temporary, 0x4E);
        to.vaddps(temporary, temporary, temporary + 1);
        to.vpermilps(temporary + 1, temporary, 0xB1);
        to.vaddps(temporary, temporary, temporary + 1);
        for (int row = 0; row < rows; row++) {
            to.vextractf128(R8, displacement + Float.BYTES * row, temporary, row);
        }
    }

    /** Leaves four numbers of each of four sums, or four times those of one. */
    private void foldFour(int rows, int first) {
        int step = rows == 1 ? 0 : 1;
        halves(temporary, first, first + step);
        halves(temporary + 1, first + 2 * step, first + 3 * step);
        to.vshuff32x4(temporary + 2, temporary, temporary + 1, 0x88);
        to.vshuff32x4(temporary + 3, temporary, temporary + 1, 0xDD);
        to.vaddps(temporary, temporary + 2, temporary + 3);
    }

    private void halves(int target, int a, int b) {
        to.vshuff32x4(temporary + 2, a, b, 0x44);
        to.vshuff32x4(temporary + 3, a, b, 0xEE);
        to.vaddps(target, temporary + 2, temporary + 3);
    }

    /** Leaves four numbers of each of two sums, or twice those of one. */
    private void foldTwo(int rows, int first) {
        int second = rows == 1 ? first : first + 1;
        to.vaddps(temporary, sum(first, 0), sum(first, 1));
        to.vaddps(temporary + 1, sum(second, 0), sum(second, 1));
        to.vperm2f128(temporary + 2, temporary, temporary + 1, 0x20);
        to.vperm2f128(temporary + 3, temporary, temporary + 1, 0x31);
        to.vaddps(temporary, temporary + 2, temporary + 3);
    }

    private void sums() {
        for (int head = 0; head < shape.group(); head += headsAtATime()) {
            int heads = Math.min(headsAtATime(), shape.group() - head);
            int width = sums / heads * encoding.lanes();
            for (int at = 0; at < shape.headDim(); at += width) {
                sums(head, heads, at, Math.min(width, shape.headDim() - at), head == 0 && at == 0);
            }
        }
        to.vzeroupper();
        to.ret();
    }

    private void sums(int first, int heads, int from, int width, boolean isFirst) {
        int vectors = width / encoding.lanes();
        for (int sum = 0; sum < heads * vectors; sum++) {
            to.vmovdqu(sum, R8, result(first + sum / vectors, from, sum % vectors));
        }
        to.mov(R10, RDI);
        to.mov(R11, RCX);
        to.mov(R9, RDX);
        to.mov(RAX, RSI);
        int next = to.here();
        if (isFirst) {
            for (int at = 0; at < shape.rowBytes(); at += LINE) {
                to.prefetcht1(RAX, at);
            }
        }
        for (int h = 0; h < heads; h++) {
            to.vpbroadcastd(firstHead + h, R11, (first + h) * AttentionShape.SCORE_STRIDE);
        }
        for (int v = 0; v < vectors; v++) {
            int row = firstRow + v % rowsInRegisters();
            load(row, R10, 0, from + v * encoding.lanes());
            for (int h = 0; h < heads; h++) {
                to.vfmadd231ps(h * vectors + v, row, firstHead + h);
            }
        }
        to.addImmediate(R10, shape.rowBytes());
        to.addImmediate(RAX, shape.rowBytes());
        to.addImmediate(R11, Float.BYTES);
        to.dec(R9);
        to.jnz(next);
        for (int sum = 0; sum < heads * vectors; sum++) {
            to.vmovups(R8, result(first + sum / vectors, from, sum % vectors), sum);
        }
    }

    private int result(int head, int from, int vector) {
        return Float.BYTES * (head * shape.headDim() + from) + encoding.bytes() * vector;
    }

    private void prefetch(int rows) {
        for (int at = 0; at < rows * shape.rowBytes(); at += LINE) {
            to.prefetcht1(RSI, at);
        }
    }

    /** Numbers of a row as floats, as many as a register has. */
    private void load(int vector, int base, int row, int at) {
        switch (shape.row()) {
            case FLOATS -> to.vmovdqu(vector, base, row + Float.BYTES * at);
            case HALVES -> to.vcvtph2ps(vector, base, row + Short.BYTES * at);
            case BYTES -> {
                to.vpmovsxbd(vector, base, row + at);
                to.vcvtdq2ps(vector, vector);
                scale(vector, base, row + shape.headDim() + Float.BYTES * (at / ScaledBytes.BLOCK));
            }
        }
    }

    private void scale(int vector, int base, int displacement) {
        switch (encoding) {
            case EVEX_512 -> to.vmulpsBroadcast(vector, vector, base, displacement);
            case VEX_256 -> {
                to.vpbroadcastd(temporary, base, displacement);
                to.vmulps(vector, vector, temporary);
            }
        }
    }
}
