package io.gemstream.gemma.kernel.machine;

import java.io.ByteArrayOutputStream;

/**
 * Encodes x86-64 instructions. Vector instructions are those of AVX-512 on whole 512-bit registers, named by number (0
 * to 31); general registers are the constants below.
 *
 * <p>Encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, section 2.7 (EVEX).
 */
final class Assembler {

    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;
    static final int R8 = 8;
    static final int R9 = 9;
    static final int R10 = 10;
    static final int R11 = 11;

    private static final int MAP_0F = 1;
    private static final int MAP_0F38 = 2;
    private static final int MAP_0F3A = 3;
    private static final int NO_PREFIX = 0;
    private static final int PREFIX_66 = 1;
    private static final int PREFIX_F3 = 2;
    private static final int UNMASKED = 0;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    byte[] code() {
        return code.toByteArray();
    }

    /** Where the next instruction begins, as a target for {@link #jumpIfNotZero}. */
    int here() {
        return code.size();
    }

    // vectors

    void zero(int vector) {
        registers(MAP_0F, PREFIX_66, 0xEF, vector, vector, vector, UNMASKED);
    }

    void load(int vector, int base, int displacement) {
        memory(MAP_0F, PREFIX_F3, 0x6F, vector, 0, base, displacement, 64, false);
    }

    void store(int base, int displacement, int vector) {
        memory(MAP_0F, NO_PREFIX, 0x11, vector, 0, base, displacement, 64, false);
    }

    /** All 16 lanes become the 32 bits at an address. */
    void broadcast(int vector, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x58, vector, 0, base, displacement, 4, false);
    }

    /** All 16 lanes become the lower 32 bits of a general register. */
    void broadcastRegister(int vector, int register) {
        registers(MAP_0F38, PREFIX_66, 0x7C, vector, 0, register, UNMASKED);
    }

    /** 16 half-precision floats at an address become floats. */
    void loadHalves(int vector, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x13, vector, 0, base, displacement, 32, false);
    }

    /** 16 signed bytes at an address become ints. */
    void loadBytes(int vector, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x21, vector, 0, base, displacement, 16, false);
    }

    void intsToFloats(int target, int source) {
        registers(MAP_0F, NO_PREFIX, 0x5B, target, 0, source, UNMASKED);
    }

    void and(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xDB, target, a, b, UNMASKED);
    }

    /** {@code target |= source & mask} (VPTERNLOGD). */
    void orMasked(int target, int source, int mask) {
        registers(MAP_0F3A, PREFIX_66, 0x25, target, source, mask, UNMASKED);
        code.write(0xF8);
    }

    /** Adds bytes in the lanes whose bit in a mask register is set. */
    void addBytes(int target, int a, int b, int mask) {
        registers(MAP_0F, PREFIX_66, 0xFC, target, a, b, mask);
    }

    void multiply(int target, int a, int b) {
        registers(MAP_0F, NO_PREFIX, 0x59, target, a, b, UNMASKED);
    }

    void addFloats(int target, int a, int b) {
        registers(MAP_0F, NO_PREFIX, 0x58, target, a, b, UNMASKED);
    }

    /** Quarters 0 and 1 come from {@code a}, 2 and 3 from {@code b}: which of its quarters, two bits each say. */
    void shuffleQuarters(int target, int a, int b, int selection) {
        registers(MAP_0F3A, PREFIX_66, 0x23, target, a, b, UNMASKED);
        code.write(selection);
    }

    /** Reorders the floats of each quarter in the same way, two bits each. */
    void permuteInQuarters(int target, int source, int selection) {
        registers(MAP_0F3A, PREFIX_66, 0x04, target, 0, source, UNMASKED);
        code.write(selection);
    }

    /** Stores the four floats of a quarter. */
    void storeQuarter(int base, int displacement, int vector, int quarter) {
        memory(MAP_0F3A, PREFIX_66, 0x19, vector, 0, base, displacement, 16, false);
        code.write(quarter);
    }

    void shiftShortsLeft(int target, int source, int count) {
        registers(MAP_0F, PREFIX_66, 0x71, 6, target, source, UNMASKED);
        code.write(count);
    }

    void shiftShortsRight(int target, int source, int count) {
        registers(MAP_0F, PREFIX_66, 0x71, 2, target, source, UNMASKED);
        code.write(count);
    }

    /**
     * Adds to each 32-bit lane the four products of its unsigned bytes with the four signed bytes at an address, the
     * same for all lanes (VPDPBUSD).
     */
    void addByteProducts(int sums, int unsigned, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x50, sums, unsigned, base, displacement, 4, true);
    }

    /** Multiplies by the one float at an address. */
    void multiplyByFloat(int target, int a, int base, int displacement) {
        memory(MAP_0F, NO_PREFIX, 0x59, target, a, base, displacement, 4, true);
    }

    /** {@code sums += a * b}, rounded once. */
    void multiplyAdd(int sums, int a, int b) {
        registers(MAP_0F38, PREFIX_66, 0xB8, sums, a, b, UNMASKED);
    }

    /** Loads 64 bits into a mask register. */
    void loadMask(int mask, int base, int displacement) {
        code.write(0xC4);
        code.write(0x80 | 0x40 | (base < 8 ? 0x20 : 0) | MAP_0F);
        code.write(0x80 | 0x78);
        code.write(0x90);
        address(mask, base, displacement, 1);
    }

    /** Asks for the cache line at an address to come to the second-level cache; faults nowhere. */
    void prefetch(int base, int displacement) {
        if (base >= 8) {
            code.write(0x41);
        }
        code.write(0x0F);
        code.write(0x18);
        address(2, base, displacement, 1);
    }

    /** Has to end code that used 512-bit registers, or the SSE code after it is slow. */
    void zeroUpper() {
        code.write(0xC5);
        code.write(0xF8);
        code.write(0x77);
    }

    // general registers, 64 bits

    void move(int target, int source) {
        general(0x89, source, target);
    }

    void moveImmediate(int target, int value) {
        general(0xC7, 0, target);
        immediate(value);
    }

    void add(int target, int source) {
        general(0x01, source, target);
    }

    void addImmediate(int target, int value) {
        general(0x81, 0, target);
        immediate(value);
    }

    void andImmediate(int target, int value) {
        general(0x81, 4, target);
        immediate(value);
    }

    void multiplyImmediate(int target, int source, int value) {
        general(0x69, target, source);
        immediate(value);
    }

    void decrement(int target) {
        general(0xFF, 1, target);
    }

    void jumpIfNotZero(int target) {
        code.write(0x0F);
        code.write(0x85);
        immediate(target - (code.size() + 4));
    }

    void push(int register) {
        code.write(0x50 | register);
    }

    void pop(int register) {
        code.write(0x58 | register);
    }

    void ret() {
        code.write(0xC3);
    }

    private void general(int opcode, int reg, int rm) {
        code.write(0x48 | reg >> 3 << 2 | rm >> 3);
        code.write(opcode);
        code.write(0xC0 | (reg & 7) << 3 | rm & 7);
    }

    private void registers(int map, int prefix, int opcode, int reg, int second, int rm, int mask) {
        evex(map, prefix, reg, second, rm >> 3 & 1, rm >> 4 & 1, false, mask);
        code.write(opcode);
        code.write(0xC0 | (reg & 7) << 3 | rm & 7);
    }

    /** @param unit what a one-byte displacement counts in, by the instruction's memory operand */
    private void memory(
            int map, int prefix, int opcode, int reg, int second, int base, int displacement, int unit,
            boolean broadcast) {
        evex(map, prefix, reg, second, base >> 3, 0, broadcast, UNMASKED);
        code.write(opcode);
        address(reg, base, displacement, unit);
    }

    private void evex(int map, int prefix, int reg, int second, int b, int x, boolean broadcast, int mask) {
        code.write(0x62);
        code.write(inverted(reg >> 3 & 1) << 7 | inverted(x) << 6 | inverted(b) << 5 | inverted(reg >> 4) << 4 | map);
        code.write((~second & 0xF) << 3 | 1 << 2 | prefix);
        code.write(0x40 | (broadcast ? 0x10 : 0) | inverted(second >> 4) << 3 | mask);
    }

    private void address(int reg, int base, int displacement, int unit) {
        if (displacement % unit == 0 && displacement / unit >= -128 && displacement / unit <= 127) {
            code.write(0x40 | (reg & 7) << 3 | base & 7);
            code.write(displacement / unit);
        } else {
            code.write(0x80 | (reg & 7) << 3 | base & 7);
            immediate(displacement);
        }
    }

    private void immediate(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            code.write(value >> shift);
        }
    }

    private static int inverted(int bit) {
        return bit ^ 1;
    }
}
