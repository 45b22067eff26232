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
import static io.gemstream.gemma.kernel.machine.Assembler.RSP;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.kernel.DotKernels;
import io.gemstream.gemma.kernel.ScalarLanes;

/**
 * Writes the function that multiplies stored rows of one type by a vector: {@link StoredWeights} come to a register, and
 * their products are added in the lanes of {@link ScalarLanes}.
 *
 * <p>Arguments, by the System V calling convention: addresses of the first row, the vector and the results (RDI, RSI,
 * RDX), blocks of a row (RCX), its bytes (R8), tiles of rows, at least 1 (R9).
 */
final class StoredDotCode {

    private static final int LANES = ScalarLanes.COUNT;
    /** What the four rows of a tile are read at; behind the last one begins the next tile. */
    private static final int[] ROWS = {RDI, R10, R11, RAX};
    private static final int SCRATCH = RBX;
    private static final int BLOCKS_LEFT = RBP;
    private static final int SUMS = 8;
    /** Bytes from what is multiplied to what is asked for: some pages, at whose ends a hardware prefetcher stops. */
    private static final int AHEAD = 16 * 1024;
    private static final int LINE = 64;

    private final VectorEncoding encoding;
    private final Assembler to;
    private final StoredWeights weights;
    private final int block;
    private final int blockBytes;
    /** Registers that the lanes of a sum are in. */
    private final int parts;

    private StoredDotCode(VectorEncoding encoding, GgmlType type) {
        this.encoding = encoding;
        this.to = new Assembler(encoding);
        this.weights = new StoredWeights(to, encoding, type, SCRATCH);
        this.block = StoredKernels.block(type);
        this.blockBytes = Math.toIntExact(type.rowBytes(block));
        this.parts = LANES / encoding.lanes();
    }

    static byte[] write(VectorEncoding encoding, GgmlType type) {
        StoredDotCode code = new StoredDotCode(encoding, type);
        code.weights.constants();
        code.function();
        return code.to.code();
    }

    private void function() {
        to.push(SCRATCH);
        to.push(BLOCKS_LEFT);
        weights.registers();
        int tile = to.here();
        to.push(RSI);
        weights.scratchBelow(RSP);
        to.mov(BLOCKS_LEFT, RCX);
        for (int row = 1; row < ROWS.length; row++) {
            to.mov(ROWS[row], ROWS[row - 1]);
            to.add(ROWS[row], R8);
        }
        for (int sum = 0; sum < parts * ROWS.length; sum++) {
            to.vpxor(SUMS + sum, SUMS + sum, SUMS + sum);
        }
        int next = to.here();
        for (int row = 0; row < ROWS.length; row++) {
            multiply(row);
        }
        to.addImmediate(RSI, block * Float.BYTES);
        to.dec(BLOCKS_LEFT);
        to.jnz(next);
        store();
        to.mov(RDI, RAX);
        to.addImmediate(RDX, DotKernels.TILE * Float.BYTES);
        to.pop(RSI);
        to.dec(R9);
        to.jnz(tile);
        to.vzeroupper();
        to.pop(BLOCKS_LEFT);
        to.pop(SCRATCH);
        to.ret();
    }

    /** Adds a block's products to the sums of a row. */
    private void multiply(int row) {
        int at = ROWS[row];
        for (int line = 0; line < Math.ceilDiv(blockBytes, LINE); line++) {
            to.prefetcht1(at, AHEAD + line * LINE);
        }
        weights.begin(at);
        for (int v = 0; v < block / encoding.lanes(); v++) {
            weights.load(at, v * encoding.lanes());
            to.vfmadd231ps(sum(row, v % parts), StoredWeights.WEIGHTS, RSI, v * encoding.bytes());
        }
        to.addImmediate(at, blockBytes);
    }

    private void store() {
        LaneFold lanes = new LaneFold(to, encoding);
        for (int row = 0; row < ROWS.length; row++) {
            if (parts == 2) {
                to.vaddps(sum(row, 0), sum(row, 0), sum(row, 1));
            }
            lanes.all(sum(row, 0), StoredWeights.WEIGHTS, to::vaddps);
            to.vmovd(RDX, row * Float.BYTES, sum(row, 0));
        }
    }

    private int sum(int row, int part) {
        return SUMS + row * parts + part;
    }
}
