package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.Assembler.RBX;
import static io.gemstream.gemma.kernel.machine.Assembler.RCX;
import static io.gemstream.gemma.kernel.machine.Assembler.RDI;
import static io.gemstream.gemma.kernel.machine.Assembler.RSI;
import static io.gemstream.gemma.kernel.machine.Assembler.RSP;

import io.gemstream.gemma.format.GgmlType;

/**
 * Writes the function that turns stored rows of one type into floats, by {@link StoredWeights}.
 *
 * <p>Arguments, by the System V calling convention: addresses of the first row and of the floats (RDI, RSI), two that are
 * not looked at (RDX, R8), blocks, at least 1 (RCX).
 */
final class StoredDecodeCode {

    private StoredDecodeCode() {}

    static byte[] write(VectorEncoding encoding, GgmlType type) {
        Assembler to = new Assembler(encoding);
        StoredWeights weights = new StoredWeights(to, encoding, type, RBX);
        int block = StoredKernels.block(type);
        weights.constants();
        to.push(RBX);
        weights.scratchBelow(RSP);
        weights.registers();
        int next = to.here();
        weights.begin(RDI);
        for (int v = 0; v < block / encoding.lanes(); v++) {
            weights.load(RDI, v * encoding.lanes());
            to.vmovups(RSI, v * encoding.bytes(), StoredWeights.WEIGHTS);
        }
        to.addImmediate(RDI, Math.toIntExact(type.rowBytes(block)));
        to.addImmediate(RSI, block * Float.BYTES);
        to.dec(RCX);
        to.jnz(next);
        to.vzeroupper();
        to.pop(RBX);
        to.ret();
        return to.code();
    }
}
