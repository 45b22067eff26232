package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.PanelRegister.ACTIVATIONS;
import static io.gemstream.gemma.kernel.machine.PanelRegister.AHEAD;
import static io.gemstream.gemma.kernel.machine.PanelRegister.BLOCKS;
import static io.gemstream.gemma.kernel.machine.PanelRegister.ELEMENTS;
import static io.gemstream.gemma.kernel.machine.PanelRegister.LEFT;
import static io.gemstream.gemma.kernel.machine.PanelRegister.LEFT_OF_SUPER_BLOCK;
import static io.gemstream.gemma.kernel.machine.PanelRegister.OUT;
import static io.gemstream.gemma.kernel.machine.PanelRegister.PANELS;
import static io.gemstream.gemma.kernel.machine.PanelRegister.RESULTS;
import static io.gemstream.gemma.kernel.machine.PanelRegister.ROWS;
import static io.gemstream.gemma.kernel.machine.PanelRegister.SCALES;
import static io.gemstream.gemma.kernel.machine.PanelRegister.STRIDE;

import io.gemstream.gemma.kernel.NonLinearNibbles;
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
 */
abstract sealed class PanelCode extends PanelOperations permits ArmPanelCode, X86PanelCode {

    private static final int LINE = 64;

    final PanelFormat format;
    private final int groupRows;
    private final int vectorBytes;
    private final int lanes;
    private final int vectorRegisters;

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

    /** @param vectorRegisters how many there are for sums and what {@link #registers} takes */
    PanelCode(int vectorBytes, int vectorRegisters, PanelFormat format, int groupRows) {
        this.vectorBytes = vectorBytes;
        this.lanes = vectorBytes / Float.BYTES;
        this.vectorRegisters = vectorRegisters;
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
            case NEON_I8MM -> new NeonPanelCode(format, rows, true);
            case NEON_DOT -> new NeonPanelCode(format, rows, false);
        };
        code.kernel();
        return code.code();
    }

    final Tile tile() {
        return tile;
    }

    /** The next registers that are free in this tile. */
    final int take(int count) {
        int first = taken;
        taken += count;
        if (taken > vectorRegisters) {
            throw new IllegalStateException("more registers than there are: " + taken + " for " + tile + " of " + format);
        }
        return first;
    }

    /** One more, where any is left. */
    final OptionalInt takeIfFree() {
        return taken < vectorRegisters ? OptionalInt.of(take(1)) : OptionalInt.empty();
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
        return LINE * group + (tile.vector() + vector) * vectorBytes;
    }

    private int halves(int vector) {
        return (tile.vector() + vector) * lanes * Short.BYTES;
    }

    private int bytes(int vector) {
        return (tile.vector() + vector) * lanes;
    }

    private void kernel() {
        constants();
        enter();
        int panel = here();
        int panelVectors = PanelFormat.ROWS / lanes;
        int vectors = Integer.highestOneBit(Math.clamp(sums() / groupRows, 1, panelVectors)); // whole tiles
        int rows = Math.min(groupRows, sums() / vectors);
        for (int vector = 0; vector < panelVectors; vector += vectors) {
            for (int row = 0; row < groupRows; row += rows) {
                boolean isLast = vector + vectors >= panelVectors && row + rows >= groupRows;
                tile(new Tile(vector, vectors, row, Math.min(rows, groupRows - row)), isLast);
            }
        }
        advance(RESULTS, PanelFormat.ROWS * Float.BYTES);
        countDown(PANELS, 1, panel);
        leave();
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
            saveScales();
        }
        each((vector, row) -> zero(floatSum(vector, row)));
        skip(ELEMENTS, SCALES, BLOCKS, format.scaleBytes());
        align(ELEMENTS, PanelFormat.ALIGNMENT);
        if (tile.isFirst()) {
            skip(AHEAD, ELEMENTS, BLOCKS, format.elementBytes());
        }
        copy(ACTIVATIONS, ROWS);
        copy(LEFT, BLOCKS);
        if (format.hasSuperBlocks()) {
            superBlocks();
        } else {
            blocks(LEFT);
        }
        if (isLast) {
            copy(SCALES, ELEMENTS);
        } else {
            restoreScales();
        }
        store();
    }

    private void store() {
        copy(OUT, RESULTS);
        for (int row = 0; row < tile.row(); row++) {
            add(OUT, STRIDE);
        }
        for (int row = 0; row < tile.rows(); row++) {
            for (int vector = 0; vector < tile.vectors(); vector++) {
                store(OUT, (tile.vector() + vector) * vectorBytes, floatSum(vector, row));
            }
            add(OUT, STRIDE);
        }
    }

    /** @param left how many */
    private void blocks(PanelRegister left) {
        int block = here();
        if (tile.isFirst()) {
            for (int at = 0; at < format.scaleBytes() + format.elementBytes(); at += LINE) {
                prefetch(AHEAD, at);
            }
            advance(AHEAD, format.scaleBytes() + format.elementBytes());
        }
        oneBlock();
        advance(SCALES, format.blockScaleBytes());
        advance(ELEMENTS, format.elementBytes());
        advance(ACTIVATIONS, groupRows * QuantisedRows.BLOCK_BYTES);
        countDown(left, 1, block);
    }

    private void superBlocks() {
        int superBlock = here();
        for (int vector = 0; vector < tile.vectors(); vector++) {
            loadHalves(sharedScales + vector, SCALES, halves(vector));
            multiplyByUnit(sharedScales + vector);
            if (format.hasMinimum()) {
                loadHalves(sharedMinima + vector, SCALES, PanelFormat.ROWS * Short.BYTES + halves(vector));
                multiplyByMinimumUnit(sharedMinima + vector);
            }
        }
        advance(SCALES, format.superBlockScaleBytes());
        set(LEFT_OF_SUPER_BLOCK, PanelFormat.SUPER_BLOCK);
        blocks(LEFT_OF_SUPER_BLOCK);
        countDown(LEFT, PanelFormat.SUPER_BLOCK, superBlock);
    }

    private void oneBlock() {
        if (format.scalesHalves()) {
            part(0);
            part(1);
        } else {
            start(QuantisedRows.SUM);
            for (int vector = 0; vector < tile.vectors(); vector++) {
                block(vector);
            }
            end(QuantisedRows.SUM);
            scale(0);
        }
    }

    /** Half a block. */
    private void part(int part) {
        start(format.sumOffset(part));
        for (int vector = 0; vector < tile.vectors(); vector++) {
            halfBlock(vector, 4 * part);
        }
        end(format.sumOffset(part));
        scale(part);
    }

    private void scale(int part) {
        for (int vector = 0; vector < tile.vectors(); vector++) {
            if (format.hasSuperBlocks()) {
                multiples(scratch(0), PanelFormat.ROWS * part + bytes(vector), sharedScales + vector);
            } else {
                loadHalves(scratch(0), SCALES, halves(vector));
                multiplyByUnit(scratch(0));
            }
            finish(vector, scratch(0));
            if (format.hasMinimum()) {
                minimum(vector, part);
            }
        }
    }

    /** Loads signed bytes and multiplies them with what they are multiples of; exact, since both have few bits. */
    private void multiples(int scales, int displacement, int shared) {
        loadSignedBytes(scales, SCALES, displacement);
        multiply(scales, scales, shared);
    }

    /** Adds the integer sums, scaled, to the float sums. */
    private void finish(int vector, int scales) {
        for (int row = 0; row < tile.rows(); row++) {
            toFloats(scratch(1), intSum(vector, row));
            multiplyByFloat(scratch(2), scales, ACTIVATIONS, ofRow(row) + QuantisedRows.SCALE);
            multiplyAdd(floatSum(vector, row), scratch(1), scratch(2));
        }
    }

    private void minimum(int vector, int part) {
        int minima = scratch(0);
        if (format.hasSuperBlocks()) {
            int at = format.minimumOffset() + PanelFormat.ROWS * part + bytes(vector);
            multiples(minima, at, sharedMinima + vector);
        } else {
            loadHalves(minima, SCALES, format.minimumOffset() + halves(vector));
            multiplyByMinimumUnit(minima);
        }
        for (int row = 0; row < tile.rows(); row++) {
            loadInteger(scratch(1), ACTIVATIONS, ofRow(row) + format.sumOffset(part));
            multiplyByFloat(scratch(2), minima, ACTIVATIONS, ofRow(row) + QuantisedRows.SCALE);
            multiplyAdd(floatSum(vector, row), scratch(1), scratch(2));
        }
    }

    /** What the nibbles of {@link PanelFormat#isNonLinear} stand for, plus {@code zero}, four bytes a number. */
    static int[] numbers(int zero) {
        int[] fours = new int[4];
        for (int nibble = 0; nibble < 16; nibble++) {
            fours[nibble / 4] |= (NonLinearNibbles.value(nibble) + zero & 0xFF) << 8 * (nibble % 4);
        }
        return fours;
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
