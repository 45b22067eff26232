package io.gemstream.gemma.kernel.machine;

import java.io.ByteArrayOutputStream;
import java.util.Objects;

/**
 * Encodes AArch64 instructions, each method named by its mnemonic, operands in the order of Arm's manual: target first.
 * General registers are numbers, 64 bits wide, as are vector registers of 128 bits. Where lanes can be of several widths
 * the name ends in their letter: B for bytes, H, S, D. Memory operands are a base register and a displacement, which has
 * to be a multiple of what is loaded or stored.
 *
 * <p>Encodings: Arm Architecture Reference Manual for A-profile (DDI 0487), chapters C6 and C7.
 */
final class ArmAssembler {

    /** The stack pointer: what 31 is as a base, and in additions of an immediate. */
    static final int SP = 31;

    private static final int REGISTERS = 32;
    private static final int WORD = 4;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    byte[] code() {
        return code.toByteArray();
    }

    /** Where the next instruction begins, as a target for branches and literals. */
    int here() {
        return code.size();
    }

    /** Writes 32 bits as they are. */
    void data(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            code.write(value >> shift);
        }
    }

    // general registers

    void mov(int target, int source) {
        three(0xAA0003E0, target, 0, source);
    }

    /**
     * MOVZ.
     *
     * @param value 16 bits, unsigned
     */
    void movImmediate(int target, int value) {
        data(0xD2800000 | Objects.checkIndex(value, 1 << 16) << 5 | register(target));
    }

    void add(int target, int a, int b) {
        three(0x8B000000, target, a, b);
    }

    void addImmediate(int target, int source, int value) {
        immediate(0x91000000, target, source, value);
    }

    void subImmediate(int target, int source, int value) {
        immediate(0xD1000000, target, source, value);
    }

    /** Says whether the result is zero, besides. */
    void subsImmediate(int target, int source, int value) {
        immediate(0xF1000000, target, source, value);
    }

    /** {@code target = a * b + addend}. */
    void madd(int target, int a, int b, int addend) {
        three(0x9B000000 | register(addend) << 10, target, a, b);
    }

    /** Clears the lowest bits, 1 to 62 of them: AND with an immediate of ones above zeros. */
    void clearLowest(int target, int source, int bits) {
        int more = Objects.checkIndex(bits - 1, 62);
        two(0x92400000 | 63 - more << 16 | 62 - more << 10, target, source);
    }

    void b(int place) {
        data(0x14000000 | words(place, 26));
    }

    /** Branches unless what {@link #subsImmediate} computed is zero. */
    void bNe(int place) {
        data(0x54000001 | words(place, 19) << 5);
    }

    /** Jumps over bytes that follow. */
    void bOver(int bytes) {
        b(here() + WORD + bytes);
    }

    void ret() {
        data(0xD65F03C0);
    }

    /** PRFM PLDL2KEEP: asks for a cache line to come to the second-level cache; faults nowhere. */
    void prfm(int base, int displacement) {
        offset(0xF9800000, 2, base, displacement, 8);
    }

    // loads and stores

    /** LDR of 128 bits. */
    void ldrQ(int target, int base, int displacement) {
        offset(0x3DC00000, target, base, displacement, 16);
    }

    /** LDR of 128 bits at a place in the code. */
    void ldrQ(int target, int place) {
        data(0x9C000000 | words(place, 19) << 5 | register(target));
    }

    /** LDR of 64 bits, zero above, as in the narrower ones. */
    void ldrD(int target, int base, int displacement) {
        offset(0xFD400000, target, base, displacement, 8);
    }

    void ldrS(int target, int base, int displacement) {
        offset(0xBD400000, target, base, displacement, 4);
    }

    void ldrH(int target, int base, int displacement) {
        offset(0x7D400000, target, base, displacement, 2);
    }

    void strQ(int source, int base, int displacement) {
        offset(0x3D800000, source, base, displacement, 16);
    }

    void stpD(int first, int second, int base, int displacement) {
        pair(0x6D000000, first, second, base, displacement);
    }

    void ldpD(int first, int second, int base, int displacement) {
        pair(0x6D400000, first, second, base, displacement);
    }

    // vectors: integers

    /** MOVI of bytes, all the same. */
    void moviB(int target, int value) {
        Objects.checkIndex(value, 256);
        data(0x4F00E400 | value >> 5 << 16 | (value & 0x1F) << 5 | register(target));
    }

    void and(int target, int a, int b) {
        three(0x4E201C00, target, a, b);
    }

    void eor(int target, int a, int b) {
        three(0x6E201C00, target, a, b);
    }

    /** Replaces the bits of {@code target} that are set in {@code mask} by those of {@code source}. */
    void bit(int target, int source, int mask) {
        three(0x6EA01C00, target, source, mask);
    }

    void shlB(int target, int source, int count) {
        two(0x4F005400 | 8 + Objects.checkIndex(count, 8) << 16, target, source);
    }

    void shlS(int target, int source, int count) {
        two(0x4F005400 | 32 + Objects.checkIndex(count, 32) << 16, target, source);
    }

    /** @param count 1 to 8 */
    void ushrB(int target, int source, int count) {
        two(0x6F000400 | 15 - Objects.checkIndex(count - 1, 8) << 16, target, source);
    }

    /** @param count 1 to 32 */
    void sshrS(int target, int source, int count) {
        two(0x4F000400 | 63 - Objects.checkIndex(count - 1, 32) << 16, target, source);
    }

    /** Shifts bytes to the left by as many bits as the signed bytes of {@code counts} say, or to the right where negative. */
    void ushlB(int target, int source, int counts) {
        three(0x6E204400, target, source, counts);
    }

    /** Bytes of {@code table} that the bytes of {@code selection} number. */
    void tbl(int target, int table, int selection) {
        three(0x4E000000, target, table, selection);
    }

    /** The first lane of {@code source}, in all lanes. */
    void dupS(int target, int source) {
        two(0x4E040400, target, source);
    }

    void dupD(int target, int source) {
        two(0x4E080400, target, source);
    }

    /** Lanes of the lower halves of {@code a} and {@code b} in turn. */
    void zip1S(int target, int a, int b) {
        three(0x4E803800, target, a, b);
    }

    /** Lanes of the upper halves in turn. */
    void zip2S(int target, int a, int b) {
        three(0x4E807800, target, a, b);
    }

    void zip1D(int target, int a, int b) {
        three(0x4EC03800, target, a, b);
    }

    /** Even lanes of {@code a}, then those of {@code b}. */
    void uzp1S(int target, int a, int b) {
        three(0x4E801800, target, a, b);
    }

    /** Odd lanes of {@code a}, then those of {@code b}. */
    void uzp2S(int target, int a, int b) {
        three(0x4E805800, target, a, b);
    }

    /** SSHLL by 0 (SXTL): the lower eight bytes, in lanes of 16 bits. */
    void sxtlH(int target, int source) {
        two(0x0F08A400, target, source);
    }

    /** The lower four lanes of 16 bits, in 32. */
    void sxtlS(int target, int source) {
        two(0x0F10A400, target, source);
    }

    /**
     * Adds to each lane the four products of its signed bytes with those of one lane of {@code b}.
     *
     * @param lane 0 to 3
     */
    void sdot(int sums, int a, int b, int lane) {
        Objects.checkIndex(lane, 4);
        three(0x4F80E000 | (lane & 1) << 21 | lane >> 1 << 11, sums, a, b);
    }

    /** Adds to lane {@code 2 * i + j} the eight products of half {@code i} of {@code a} with half {@code j} of {@code b}. */
    void smmla(int sums, int a, int b) {
        three(0x4E80A400, sums, a, b);
    }

    // vectors: floats

    /** Half-precision floats in the lower half become floats. */
    void fcvtl(int target, int source) {
        two(0x0E217800, target, source);
    }

    void scvtf(int target, int source) {
        two(0x4E21D800, target, source);
    }

    void fmul(int target, int a, int b) {
        three(0x6E20DC00, target, a, b);
    }

    /** Multiplies by one lane of {@code b}, 0 to 3. */
    void fmul(int target, int a, int b, int lane) {
        Objects.checkIndex(lane, 4);
        three(0x4F809000 | (lane & 1) << 21 | lane >> 1 << 11, target, a, b);
    }

    /** {@code sums += a * b}, rounded once. */
    void fmla(int sums, int a, int b) {
        three(0x4E20CC00, sums, a, b);
    }

    private void three(int opcode, int target, int first, int second) {
        two(opcode | register(second) << 16, target, first);
    }

    private void two(int opcode, int target, int source) {
        data(opcode | register(source) << 5 | register(target));
    }

    /** @param value 12 bits, unsigned */
    private void immediate(int opcode, int target, int source, int value) {
        two(opcode | Objects.checkIndex(value, 1 << 12) << 10, target, source);
    }

    private void offset(int opcode, int register, int base, int displacement, int unit) {
        two(opcode | Objects.checkIndex(units(displacement, unit), 1 << 12) << 10, register, base);
    }

    private void pair(int opcode, int first, int second, int base, int displacement) {
        int offset = signed(units(displacement, 8), 6) & 0x7F;
        two(opcode | offset << 15 | register(second) << 10, first, base);
    }

    /** The distance to a place in instructions, as a field of some bits. */
    private int words(int place, int bits) {
        return signed(units(place - here(), WORD), bits - 1) & (1 << bits) - 1;
    }

    private static int units(int displacement, int unit) {
        if (displacement % unit != 0) {
            throw new IllegalArgumentException(displacement + " is no multiple of " + unit);
        }
        return displacement / unit;
    }

    /** @param bits those of a magnitude */
    private static int signed(int value, int bits) {
        if (value < -(1 << bits) || value >= 1 << bits) {
            throw new IllegalArgumentException(value + " does not fit into " + bits + " bits and a sign");
        }
        return value;
    }

    private static int register(int number) {
        return Objects.checkIndex(number, REGISTERS);
    }
}
