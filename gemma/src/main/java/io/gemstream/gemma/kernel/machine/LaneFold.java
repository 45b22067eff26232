package io.gemstream.gemma.kernel.machine;

/** Writes what combines the lanes of a register in the one order of all sums: upper half and lower half (ADR 37). */
record LaneFold(Assembler to, VectorEncoding encoding) {

    /** An instruction of three registers. */
    interface Operation {
        void encode(int target, int a, int b);
    }

    /** The result is in each lane. */
    void all(int register, int temporary, Operation operation) {
        switch (encoding) {
            case EVEX_512 -> {
                to.vshuff32x4(temporary, register, register, 0x4E);
                operation.encode(register, register, temporary);
                to.vshuff32x4(temporary, register, register, 0xB1);
            }
            case VEX_256 -> to.vperm2f128(temporary, register, register, 0x01);
        }
        operation.encode(register, register, temporary);
        to.vpermilps(temporary, register, 0x4E);
        operation.encode(register, register, temporary);
        to.vpermilps(temporary, register, 0xB1);
        operation.encode(register, register, temporary);
    }
}
