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
import java.util.OptionalInt;

/**
 * Writes the kernel that multiplies consecutive panels by a group of quantised rows, for one format and one number of
 * rows: the walk over panels, blocks and groups, and the arithmetic of floats. How elements are unpacked and their
 * products added up is the matter of an instruction set.
 *
 * <p>Lanes are rows of weights. Where a vector has fewer lanes than a panel rows, or not all sums fit into registers, a
 * panel is worked on in tiles: some vectors of its rows by some rows of activations, each pair with an integer and a
 * float sum in registers. While the first tile of a panel is computed the next panel is asked for: a hardware prefetcher
 * alone does not keep up when there is also much to compute.
 *
 * <p>Arguments, by the System V calling convention: panels (RDI), group of rows (RSI), results (RDX), blocks per row
 * (RCX), bytes from one row of results to the next (R8), number of panels (R9). In use besides:
 *
 * <table><caption>Registers</caption>
 * <tr><td>RDI</td><td>scales of a block, or of a super-block and its blocks</td></tr>
 * <tr><td>RAX</td><td>elements of a block</td></tr>
 * <tr><td>R10</td><td>activations of a block, all rows of the group</td></tr>
 * <tr><td>RBX</td><td>what is asked for</td></tr>
 * <tr><td>R11, RBP</td><td>blocks that are left of a row and of a super-block</td></tr>
 * </table>
 */
abstract sealed class PanelCode permits Avx2PanelCode, Avx512PanelCode {

    private static final int LINE = 64;

    final Assembler to;
    final PanelFormat format;
    private final VectorEncoding encoding;
    private final int groupRows;

    private Tile tile = new Tile(0, 0, 0, 0);
    private int taken;
    private int ints;
    private int floats;
    private int sharedScales;
    private int sharedMinima;

    /**
     * What sums are kept of at a time.
     *
     * @param vector first vector of a panel's rows
     * @param vectors how many
     * @param row first row of activations in its group
     * @param rows how many
     */
    record Tile(int vector, int vectors, int row, int rows) {

        boolean isFirst() {
            return vector == 0 && row == 0;
        }
    }

    PanelCode(VectorEncoding encoding, PanelFormat format, int groupRows) {
        this.to = new Assembler(encoding);
        this.encoding = encoding;
        this.format = format;
        this.groupRows = groupRows;
    }

    /**
     * The code of a kernel.
     *
     * @param rows rows of activations, 1 to {@link QuantisedRows#GROUP}
     */
    static byte[] write(InstructionSet set, PanelFormat format, int rows) {
        PanelCode code = switch (set) {
            case AVX512_VNNI -> new Avx512PanelCode(format, rows);
            case AVX_VNNI -> new Avx2PanelCode(format, rows, true);
            case AVX2 -> new Avx2PanelCode(format, rows, false);
        };
        code.kernel();
        return code.to.code();
    }

    // what instruction sets differ in

    /** Writes constants, and loads those that stay in registers. Comes first. */
    abstract void constants();

    /** Pairs of vector and row of activations that have their sums in registers, at most. */
    abstract int sums();

    /** Takes the registers that a tile needs besides its sums. */
    abstract void registers();

    /** Begins the integer sums of a block or half of it; {@code sum} is where the activations' own sum lies in a block. */
    abstract void start(int sum);

    /** Adds the products of all groups of a block. */
    abstract void block(int vector);

    /** Adds the products of half a block of {@link PanelFormat#SIX_BITS_IN_HALVES}: those of groups 0 to 3, or 4 to 7. */
    abstract void halfBlock(int vector, int first);

    /** Makes the integer sums those of {@link io.gemstream.gemma.kernel.panel.ScalarPanels}. */
    abstract void end(int sum);

    /** A register for scales, their sums and what is computed of them, when elements are done with. */
    abstract int scratch(int number);

    /** Multiplies by the one float at an address. */
    abstract void multiplyByFloat(int target, int a, int base, int displacement);

    /** Multiplies by the constant {@link PanelFormat#unit}. */
    abstract void multiplyByUnit(int scales);

    /** Multiplies by the constant {@link PanelFormat#MINIMUM_UNIT}. */
    abstract void multiplyByMinimumUnit(int minima);

    // what they have in common

    final Tile tile() {
        return tile;
    }

    /** The next registers that are free in this tile. */
    final int take(int count) {
        int first = taken;
        taken += count;
        if (taken > encoding.registers()) {
            throw new IllegalStateException("more registers than there are: " + taken + " for " + tile + " of " + format);
        }
        return first;
    }

    /** One more, where any is left. */
    final OptionalInt takeIfFree() {
        return taken < encoding.registers() ? OptionalInt.of(take(1)) : OptionalInt.empty();
    }

    /** The integer sum of a pair; vectors and rows count from the tile's first. */
    final int intSum(int vector, int row) {
        return ints + vector * tile.rows() + row;
    }

    /** Offset of a row's activations of a block. */
    final int ofRow(int row) {
        return (tile.row() + row) * QuantisedRows.BLOCK_BYTES;
    }

    /** Offset of a vector's elements of a group of columns. */
    final int elements(int vector, int group) {
        return LINE * group + (tile.vector() + vector) * encoding.bytes();
    }

    private int halves(int vector) {
        return (tile.vector() + vector) * encoding.lanes() * Short.BYTES;
    }

    private int bytes(int vector) {
        return (tile.vector() + vector) * encoding.lanes();
    }

    private void kernel() {
        constants();
        to.push(RBX);
        to.push(RBP);
        int panel = to.here();
        int panelVectors = PanelFormat.ROWS / encoding.lanes();
        int vectors = Math.clamp(sums() / groupRows, 1, panelVectors);
        int rows = Math.min(groupRows, sums() / vectors);
        for (int vector = 0; vector < panelVectors; vector += vectors) {
            for (int row = 0; row < groupRows; row += rows) {
                boolean isLast = vector + vectors >= panelVectors && row + rows >= groupRows;
                tile(new Tile(vector, vectors, row, Math.min(rows, groupRows - row)), isLast);
            }
        }
        to.addImmediate(RDX, PanelFormat.ROWS * Float.BYTES);
        to.dec(R9);
        to.jnz(panel);
        to.pop(RBP);
        to.pop(RBX);
        to.vzeroupper();
        to.ret();
    }

    private void tile(Tile next, boolean isLast) {
        tile = next;
        taken = 0;
        ints = take(tile.vectors() * tile.rows());
        floats = take(tile.vectors() * tile.rows());
        if (format.hasSuperBlocks()) {
            sharedScales = take(tile.vectors());
            sharedMinima = format.hasMinimum() ? take(tile.vectors()) : sharedScales;
        }
        registers();
        if (!isLast) {
            to.push(RDI);
        }
        each((vector, row) -> to.vpxor(floatSum(vector, row), floatSum(vector, row), floatSum(vector, row)));
        to.imulImmediate(RAX, RCX, format.scaleBytes());
        to.add(RAX, RDI);
        to.addImmediate(RAX, PanelFormat.ALIGNMENT - 1);
        to.andImmediate(RAX, -PanelFormat.ALIGNMENT);
        if (tile.isFirst()) {
            to.imulImmediate(RBX, RCX, format.elementBytes());
            to.add(RBX, RAX);
        }
        to.mov(R10, RSI);
        to.mov(R11, RCX);
        if (format.hasSuperBlocks()) {
            superBlocks();
        } else {
            blocks(R11);
        }
        if (isLast) {
            to.mov(RDI, RAX);
        } else {
            to.pop(RDI);
        }
        store();
    }

    private void store() {
        to.mov(RAX, RDX);
        for (int row = 0; row < tile.row(); row++) {
            to.add(RAX, R8);
        }
        for (int row = 0; row < tile.rows(); row++) {
            for (int vector = 0; vector < tile.vectors(); vector++) {
                to.vmovups(RAX, (tile.vector() + vector) * encoding.bytes(), floatSum(vector, row));
            }
            to.add(RAX, R8);
        }
    }

    /** @param left register with the number of blocks */
    private void blocks(int left) {
        int block = to.here();
        if (tile.isFirst()) {
            for (int at = 0; at < format.scaleBytes() + format.elementBytes(); at += LINE) {
                to.prefetcht1(RBX, at);
            }
            to.addImmediate(RBX, format.scaleBytes() + format.elementBytes());
        }
        oneBlock();
        to.addImmediate(RDI, format.blockScaleBytes());
        to.addImmediate(RAX, format.elementBytes());
        to.addImmediate(R10, groupRows * QuantisedRows.BLOCK_BYTES);
        to.dec(left);
        to.jnz(block);
    }

    private void superBlocks() {
        int superBlock = to.here();
        for (int vector = 0; vector < tile.vectors(); vector++) {
            to.vcvtph2ps(sharedScales + vector, RDI, halves(vector));
            multiplyByUnit(sharedScales + vector);
            if (format.hasMinimum()) {
                to.vcvtph2ps(sharedMinima + vector, RDI, PanelFormat.ROWS * Short.BYTES + halves(vector));
                multiplyByMinimumUnit(sharedMinima + vector);
            }
        }
        to.addImmediate(RDI, format.superBlockScaleBytes());
        to.movImmediate(RBP, PanelFormat.SUPER_BLOCK);
        blocks(RBP);
        to.addImmediate(R11, -PanelFormat.SUPER_BLOCK);
        to.jnz(superBlock);
    }

    private void oneBlock() {
        if (format.scalesHalves()) {
            half(0, QuantisedRows.FIRST_SUM, 0);
            half(4, QuantisedRows.SECOND_SUM, PanelFormat.ROWS);
            return;
        }
        start(QuantisedRows.SUM);
        for (int vector = 0; vector < tile.vectors(); vector++) {
            block(vector);
        }
        end(QuantisedRows.SUM);
        for (int vector = 0; vector < tile.vectors(); vector++) {
            int scales = scratch(0);
            if (format.hasMinimum()) {
                multiples(scales, bytes(vector), sharedScales + vector);
                finish(vector, scales);
                multiples(scales, PanelFormat.ROWS + bytes(vector), sharedMinima + vector);
                minimum(vector, scales);
            } else {
                to.vcvtph2ps(scales, RDI, halves(vector));
                multiplyByUnit(scales);
                finish(vector, scales);
            }
        }
    }

    private void half(int firstGroup, int sum, int scalesAt) {
        start(sum);
        for (int vector = 0; vector < tile.vectors(); vector++) {
            halfBlock(vector, firstGroup);
        }
        end(sum);
        for (int vector = 0; vector < tile.vectors(); vector++) {
            multiples(scratch(0), scalesAt + bytes(vector), sharedScales + vector);
            finish(vector, scratch(0));
        }
    }

    /** Loads signed bytes and multiplies them with what they are multiples of; exact, since both have few bits. */
    private void multiples(int scales, int displacement, int shared) {
        to.vpmovsxbd(scales, RDI, displacement);
        to.vcvtdq2ps(scales, scales);
        to.vmulps(scales, scales, shared);
    }

    /** Adds the integer sums, scaled, to the float sums. */
    private void finish(int vector, int scales) {
        for (int row = 0; row < tile.rows(); row++) {
            to.vcvtdq2ps(scratch(1), intSum(vector, row));
            multiplyByFloat(scratch(2), scales, R10, ofRow(row) + QuantisedRows.SCALE);
            to.vfmadd231ps(floatSum(vector, row), scratch(1), scratch(2));
        }
    }

    private void minimum(int vector, int minima) {
        for (int row = 0; row < tile.rows(); row++) {
            to.vpbroadcastd(scratch(1), R10, ofRow(row) + QuantisedRows.SUM);
            to.vcvtdq2ps(scratch(1), scratch(1));
            multiplyByFloat(scratch(2), minima, R10, ofRow(row) + QuantisedRows.SCALE);
            to.vfmadd231ps(floatSum(vector, row), scratch(1), scratch(2));
        }
    }

    private int floatSum(int vector, int row) {
        return floats + vector * tile.rows() + row;
    }

    /** Something for each pair of a tile's vectors and rows. */
    interface Pair {
        void write(int vector, int row);
    }

    final void each(Pair pair) {
        for (int vector = 0; vector < tile.vectors(); vector++) {
            for (int row = 0; row < tile.rows(); row++) {
                pair.write(vector, row);
            }
        }
    }
}
