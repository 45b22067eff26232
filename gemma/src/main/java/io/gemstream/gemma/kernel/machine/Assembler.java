package io.gemstream.gemma.kernel.machine;

import java.io.ByteArrayOutputStream;
import java.util.Objects;

/**
 * Encodes x86-64 instructions, each method named by its mnemonic, operands in the order of Intel's manual: target first.
 * General registers are the constants below, 64 bits wide; vector registers are numbers, as wide as the
 * {@link VectorEncoding}. Memory operands are a base register and a displacement.
 *
 * <p>Encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, sections 2.3 (VEX) and 2.7 (EVEX).
 */
final class Assembler {

    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    /** No base. */
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;
    static final int R8 = 8;
    static final int R9 = 9;
    static final int R10 = 10;
    static final int R11 = 11;
    /** As a base: the code itself. The displacement is what {@link #here} said when the operand was written. */
    static final int CODE = -1;

    private static final int MAP_0F = 1;
    private static final int MAP_0F38 = 2;
    private static final int MAP_0F3A = 3;
    private static final int NO_PREFIX = 0;
    private static final int PREFIX_66 = 1;
    private static final int PREFIX_F3 = 2;
    private static final int UNMASKED = 0;
    /** What stands for a second operand where an instruction has none. */
    private static final int NONE = 0;
    private static final int MASKS = 8;
    private static final int QUARTER_BYTES = 16;

    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private final VectorEncoding encoding;

    Assembler(VectorEncoding encoding) {
        this.encoding = encoding;
    }

    byte[] code() {
        return code.toByteArray();
    }

    /** Where the next instruction begins, as a target for {@link #jnz}. */
    int here() {
        return code.size();
    }

    /** Writes 32 bits that are no instruction. */
    void data(int value) {
        immediate(value);
    }

    // vectors: integers

    /** VPXORD in EVEX. */
    void vpxor(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xEF, target, a, b);
    }

    /** The second operand is in memory. */
    void vpxor(int target, int a, int base, int displacement) {
        memory(MAP_0F, PREFIX_66, 0xEF, target, a, base, displacement, encoding.bytes());
    }

    /** VPANDD in EVEX. */
    void vpand(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xDB, target, a, b);
    }

    /** The second operand is in memory. */
    void vpand(int target, int a, int base, int displacement) {
        memory(MAP_0F, PREFIX_66, 0xDB, target, a, base, displacement, encoding.bytes());
    }

    /** VPORD in EVEX. */
    void vpor(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xEB, target, a, b);
    }

    /** VMOVDQU32 in EVEX. */
    void vmovdqu(int target, int base, int displacement) {
        memory(MAP_0F, PREFIX_F3, 0x6F, target, NONE, base, displacement, encoding.bytes());
    }

    void vpbroadcastd(int target, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x58, target, NONE, base, displacement, 4);
    }

    /** Signed bytes at an address become 32-bit lanes. */
    void vpmovsxbd(int target, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x21, target, NONE, base, displacement, encoding.bytes() / 4);
    }

    /** Unsigned bytes at an address become 32-bit lanes. */
    void vpmovzxbd(int target, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x31, target, NONE, base, displacement, encoding.bytes() / 4);
    }

    /** Unsigned 16-bit numbers at an address become 32-bit lanes. */
    void vpmovzxwd(int target, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x33, target, NONE, base, displacement, encoding.bytes() / 2);
    }

    /** 16 bits at an address in all lanes. */
    void vpbroadcastw(int target, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x79, target, NONE, base, displacement, 2);
    }

    /** 128 bits at an address in all quarters or halves; VBROADCASTI32X4 in EVEX. */
    void vbroadcasti128(int target, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x5A, target, NONE, base, displacement, QUARTER_BYTES);
    }

    void vpsllw(int target, int source, int count) {
        registers(MAP_0F, PREFIX_66, 0x71, 6, target, source);
        immediateByte(count);
    }

    void vpsrlw(int target, int source, int count) {
        registers(MAP_0F, PREFIX_66, 0x71, 2, target, source);
        immediateByte(count);
    }

    /**
     * Shifts 16-bit lanes to the left, by VPSLLW, or to the right where that is negative, by VPSRLW; nothing where it is 0.
     * Gives the register that has them then.
     */
    int shiftedWords(int target, int source, int left) {
        if (left > 0) {
            vpsllw(target, source, left);
        } else if (left < 0) {
            vpsrlw(target, source, -left);
        }
        return left == 0 ? source : target;
    }

    /** Shifts 32-bit lanes to the right and fills up with their signs. */
    void vpsrad(int target, int source, int count) {
        registers(MAP_0F, PREFIX_66, 0x72, 4, target, source);
        immediateByte(count);
    }

    /** Shifts 32-bit lanes to the right and fills up with zeros. */
    void vpsrld(int target, int source, int count) {
        registers(MAP_0F, PREFIX_66, 0x72, 2, target, source);
        immediateByte(count);
    }

    /** Shifts 32-bit lanes to the left by as many bits as those in memory say. */
    void vpsllvd(int target, int a, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x47, target, a, base, displacement, encoding.bytes());
    }

    /** Shifts 32-bit lanes to the right by as many bits as those in memory say. */
    void vpsrlvd(int target, int a, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x45, target, a, base, displacement, encoding.bytes());
    }

    void vpslld(int target, int source, int count) {
        registers(MAP_0F, PREFIX_66, 0x72, 6, target, source);
        immediateByte(count);
    }

    /** {@code b} where {@code a} has no bit set; VPANDND in EVEX. */
    void vpandn(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xDF, target, a, b);
    }

    void vpsubd(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xFA, target, a, b);
    }

    /** The greater of signed 32-bit lanes. */
    void vpmaxsd(int target, int a, int b) {
        registers(MAP_0F38, PREFIX_66, 0x3D, target, a, b);
    }

    /** Saturates 32-bit lanes to 16 bits, within each 128 bits those of {@code a} first. */
    void vpackssdw(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0x6B, target, a, b);
    }

    /** Saturates 16-bit lanes to bytes, within each 128 bits those of {@code a} first. */
    void vpacksswb(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0x63, target, a, b);
    }

    /** Stores the lowest byte of each 32-bit lane. EVEX only. */
    void vpmovdb(int base, int displacement, int source) {
        require(VectorEncoding.EVEX_512);
        memory(MAP_0F38, PREFIX_F3, 0x31, source, NONE, base, displacement, encoding.bytes() / 4);
    }

    /** Stores the lowest 32 bits of one of the first 16 registers; VEX in either encoding. */
    void vmovd(int base, int displacement, int source) {
        Objects.checkIndex(base, R11 + 1);
        Objects.checkIndex(source, VectorEncoding.VEX_256.registers());
        vex(MAP_0F, PREFIX_66, source, NONE, extension(base), 0);
        code.write(0x7E);
        address(source, base, displacement, 1);
    }

    /** 32-bit lanes of {@code source}, chosen over all of it by those of {@code selection}. */
    void vpermd(int target, int selection, int source) {
        registers(MAP_0F38, PREFIX_66, 0x36, target, selection, source);
    }

    void vpsubb(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xF8, target, a, b);
    }

    void vpaddw(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xFD, target, a, b);
    }

    void vpaddd(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xFE, target, a, b);
    }

    /** Adds bytes in the lanes whose bit in a mask register is set. EVEX only. */
    void vpaddb(int target, int a, int b, int mask) {
        require(VectorEncoding.EVEX_512);
        Objects.checkIndex(b, encoding.registers());
        Objects.checkIndex(mask - 1, MASKS - 1); // k0 would mean all lanes
        evex(MAP_0F, PREFIX_66, target, a, b >> 3 & 1, b >> 4 & 1, false, mask);
        code.write(0xFC);
        modRm(target, b);
    }

    void vpabsb(int target, int source) {
        registers(MAP_0F38, PREFIX_66, 0x1C, target, NONE, source);
    }

    /** Bytes of {@code a}, negated or zeroed as the sign of {@code b} says. VEX only. */
    void vpsignb(int target, int a, int b) {
        require(VectorEncoding.VEX_256);
        registers(MAP_0F38, PREFIX_66, 0x08, target, a, b);
    }

    /** Bytes of {@code a}, chosen within each 128 bits by those of {@code selection}. */
    void vpshufb(int target, int a, int selection) {
        registers(MAP_0F38, PREFIX_66, 0x00, target, a, selection);
    }

    /** The selection is in memory. */
    void vpshufb(int target, int a, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x00, target, a, base, displacement, encoding.bytes());
    }

    /** Bytes that are equal become -1, others 0. VEX only. */
    void vpcmpeqb(int target, int a, int b) {
        require(VectorEncoding.VEX_256);
        registers(MAP_0F, PREFIX_66, 0x74, target, a, b);
    }

    /** The second operand is in memory. VEX only. */
    void vpcmpeqb(int target, int a, int base, int displacement) {
        require(VectorEncoding.VEX_256);
        memory(MAP_0F, PREFIX_66, 0x74, target, a, base, displacement, encoding.bytes());
    }

    /** Sums of two products of unsigned bytes with signed ones, in 16 bits, saturated. */
    void vpmaddubsw(int target, int unsigned, int signed) {
        registers(MAP_0F38, PREFIX_66, 0x04, target, unsigned, signed);
    }

    /** Sums of two products of 16-bit lanes, in 32 bits. */
    void vpmaddwd(int target, int a, int b) {
        registers(MAP_0F, PREFIX_66, 0xF5, target, a, b);
    }

    /** The second operand is in memory. */
    void vpmaddwd(int target, int a, int base, int displacement) {
        memory(MAP_0F, PREFIX_66, 0xF5, target, a, base, displacement, encoding.bytes());
    }

    /** Adds to 32-bit lanes the four products of their unsigned bytes with signed ones. */
    void vpdpbusd(int sums, int unsigned, int signed) {
        registers(MAP_0F38, PREFIX_66, 0x50, sums, unsigned, signed);
    }

    /** The same, with the four signed bytes at an address in every lane. EVEX only. */
    void vpdpbusdBroadcast(int sums, int unsigned, int base, int displacement) {
        broadcast(MAP_0F38, PREFIX_66, 0x50, sums, unsigned, base, displacement);
    }

    /** Any function of three bits, by its table, {@code target} being the highest. EVEX only. */
    void vpternlogd(int target, int a, int b, int table) {
        require(VectorEncoding.EVEX_512);
        registers(MAP_0F3A, PREFIX_66, 0x25, target, a, b);
        immediateByte(table);
    }

    // vectors: floats

    void vmovups(int base, int displacement, int source) {
        memory(MAP_0F, NO_PREFIX, 0x11, source, NONE, base, displacement, encoding.bytes());
    }

    /** Half-precision floats at an address become floats. */
    void vcvtph2ps(int target, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0x13, target, NONE, base, displacement, encoding.bytes() / 2);
    }

    /** Half-precision floats in the lower half of a register become floats. */
    void vcvtph2ps(int target, int source) {
        registers(MAP_0F38, PREFIX_66, 0x13, target, NONE, source);
    }

    void vcvtdq2ps(int target, int source) {
        registers(MAP_0F, NO_PREFIX, 0x5B, target, NONE, source);
    }

    void vaddps(int target, int a, int b) {
        registers(MAP_0F, NO_PREFIX, 0x58, target, a, b);
    }

    void vsubps(int target, int a, int b) {
        registers(MAP_0F, NO_PREFIX, 0x5C, target, a, b);
    }

    void vdivps(int target, int a, int b) {
        registers(MAP_0F, NO_PREFIX, 0x5E, target, a, b);
    }

    /** The lesser; {@code b} where one of the two is no number. */
    void vminps(int target, int a, int b) {
        registers(MAP_0F, NO_PREFIX, 0x5D, target, a, b);
    }

    /** The greater; {@code b} where one of the two is no number. */
    void vmaxps(int target, int a, int b) {
        registers(MAP_0F, NO_PREFIX, 0x5F, target, a, b);
    }

    /** The lowest float of a register in all lanes. */
    void vbroadcastss(int target, int source) {
        registers(MAP_0F38, PREFIX_66, 0x18, target, NONE, source);
    }

    /** Cuts off what is behind the point. */
    void vcvttps2dq(int target, int source) {
        registers(MAP_0F, PREFIX_F3, 0x5B, target, NONE, source);
    }

    void vmulps(int target, int a, int b) {
        registers(MAP_0F, NO_PREFIX, 0x59, target, a, b);
    }

    /** The second operand is in memory. */
    void vmulps(int target, int a, int base, int displacement) {
        memory(MAP_0F, NO_PREFIX, 0x59, target, a, base, displacement, encoding.bytes());
    }

    /** The second operand is the one float at an address. EVEX only. */
    void vmulpsBroadcast(int target, int a, int base, int displacement) {
        broadcast(MAP_0F, NO_PREFIX, 0x59, target, a, base, displacement);
    }

    /** {@code sums += a * b}, rounded once. */
    void vfmadd231ps(int sums, int a, int b) {
        registers(MAP_0F38, PREFIX_66, 0xB8, sums, a, b);
    }

    /** The second operand is in memory. */
    void vfmadd231ps(int sums, int a, int base, int displacement) {
        memory(MAP_0F38, PREFIX_66, 0xB8, sums, a, base, displacement, encoding.bytes());
    }

    /** Reorders the floats of each 128 bits in the same way, two bits each. */
    void vpermilps(int target, int source, int selection) {
        registers(MAP_0F3A, PREFIX_66, 0x04, target, NONE, source);
        immediateByte(selection);
    }

    /**
     * Quarters 0 and 1 come from {@code a}, 2 and 3 from {@code b}: which of its quarters, two bits each say. EVEX only.
     */
    void vshuff32x4(int target, int a, int b, int selection) {
        require(VectorEncoding.EVEX_512);
        registers(MAP_0F3A, PREFIX_66, 0x23, target, a, b);
        immediateByte(selection);
    }

    /** Each half is one of {@code a}'s two (0, 1) or of {@code b}'s (2, 3), four bits each. VEX only. */
    void vperm2f128(int target, int a, int b, int selection) {
        require(VectorEncoding.VEX_256);
        registers(MAP_0F3A, PREFIX_66, 0x06, target, a, b);
        immediateByte(selection);
    }

    /** Stores four floats of a vector; VEXTRACTF32X4 in EVEX. */
    void vextractf128(int base, int displacement, int source, int quarter) {
        Objects.checkIndex(base, R11 + 1); // not the code, whose displacement would count from the byte that follows
        Objects.checkIndex(quarter, encoding.bytes() / QUARTER_BYTES);
        memory(MAP_0F3A, PREFIX_66, 0x19, source, NONE, base, displacement, QUARTER_BYTES);
        immediateByte(quarter);
    }

    /** Has to end code that used wide registers, or the SSE code after it is slow. */
    void vzeroupper() {
        code.write(0xC5);
        code.write(0xF8);
        code.write(0x77);
    }

    /** Loads 64 bits into a mask register. */
    void kmovq(int mask, int base, int displacement) {
        require(VectorEncoding.EVEX_512);
        Objects.checkIndex(mask, MASKS);
        code.write(0xC4);
        code.write(0xC0 | (base < 8 ? 0x20 : 0) | MAP_0F);
        code.write(0xF8);
        code.write(0x90);
        address(mask, base, displacement, 1);
    }

    // general registers

    void mov(int target, int source) {
        general(0x89, source, target);
    }

    void movImmediate(int target, int value) {
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

    void imulImmediate(int target, int source, int value) {
        general(0x69, target, source);
        immediate(value);
    }

    void dec(int target) {
        general(0xFF, 1, target);
    }

    void jnz(int target) {
        code.write(0x0F);
        code.write(0x85);
        immediate(target - (code.size() + 4));
    }

    /** Jumps over bytes that follow. */
    void jmpOver(int bytes) {
        code.write(0xE9);
        immediate(bytes);
    }

    void push(int register) {
        code.write(0x50 | lower(register));
    }

    void pop(int register) {
        code.write(0x58 | lower(register));
    }

    void ret() {
        code.write(0xC3);
    }

    /** Asks for the cache line at an address to come to the second-level cache; faults nowhere. */
    void prefetcht1(int base, int displacement) {
        if (base >= 8) {
            code.write(0x41);
        }
        code.write(0x0F);
        code.write(0x18);
        address(2, base, displacement, 1);
    }

    private void general(int opcode, int reg, int rm) {
        Objects.checkIndex(reg, 16);
        Objects.checkIndex(rm, 16);
        code.write(0x48 | reg >> 3 << 2 | rm >> 3);
        code.write(opcode);
        modRm(reg, rm);
    }

    private void registers(int map, int prefix, int opcode, int reg, int second, int rm) {
        Objects.checkIndex(rm, encoding.registers());
        switch (encoding) {
            case EVEX_512 -> evex(map, prefix, reg, second, rm >> 3 & 1, rm >> 4 & 1, false, UNMASKED);
            case VEX_256 -> vex(map, prefix, reg, second, rm >> 3, 1);
        }
        code.write(opcode);
        modRm(reg, rm);
    }

    /** @param unit what a one-byte displacement counts in where the encoding is EVEX, by the memory operand */
    private void memory(int map, int prefix, int opcode, int reg, int second, int base, int displacement, int unit) {
        switch (encoding) {
            case EVEX_512 -> {
                evex(map, prefix, reg, second, extension(base), 0, false, UNMASKED);
                code.write(opcode);
                address(reg, base, displacement, unit);
            }
            case VEX_256 -> {
                vex(map, prefix, reg, second, extension(base), 1);
                code.write(opcode);
                address(reg, base, displacement, 1);
            }
        }
    }

    private void broadcast(int map, int prefix, int opcode, int reg, int second, int base, int displacement) {
        require(VectorEncoding.EVEX_512);
        evex(map, prefix, reg, second, extension(base), 0, true, UNMASKED);
        code.write(opcode);
        address(reg, base, displacement, 4);
    }

    private void evex(int map, int prefix, int reg, int second, int b, int x, boolean broadcast, int mask) {
        checkVectors(reg, second);
        code.write(0x62);
        code.write(inverted(reg >> 3 & 1) << 7 | inverted(x) << 6 | inverted(b) << 5 | inverted(reg >> 4) << 4 | map);
        code.write((~second & 0xF) << 3 | 1 << 2 | prefix);
        code.write(0x40 | (broadcast ? 0x10 : 0) | inverted(second >> 4) << 3 | mask);
    }

    private void vex(int map, int prefix, int reg, int second, int b, int length) {
        checkVectors(reg, second);
        code.write(0xC4);
        code.write(inverted(reg >> 3) << 7 | 0x40 | inverted(b) << 5 | map);
        code.write((~second & 0xF) << 3 | length << 2 | prefix);
    }

    private void address(int reg, int base, int displacement, int unit) {
        if (base == CODE) {
            code.write((reg & 7) << 3 | 5);
            immediate(displacement - (code.size() + 4));
            return;
        }
        Objects.checkIndex(base, R11 + 1);
        if (base == RSP) { // would need another form, as the one after R11 would
            throw new IndexOutOfBoundsException("RSP is no base here");
        }
        if (displacement % unit == 0 && displacement / unit >= -128 && displacement / unit <= 127) {
            code.write(0x40 | (reg & 7) << 3 | base & 7);
            code.write(displacement / unit);
        } else {
            code.write(0x80 | (reg & 7) << 3 | base & 7);
            immediate(displacement);
        }
    }

    private void modRm(int reg, int rm) {
        code.write(0xC0 | (reg & 7) << 3 | rm & 7);
    }

    private void immediateByte(int value) {
        code.write(Objects.checkIndex(value, 0x100));
    }

    private void immediate(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            code.write(value >> shift);
        }
    }

    private static int extension(int base) {
        return base == CODE ? 0 : base >> 3;
    }

    private void checkVectors(int a, int b) {
        Objects.checkIndex(a, encoding.registers());
        Objects.checkIndex(b, encoding.registers());
    }

    private void require(VectorEncoding wanted) {
        if (encoding != wanted) {
            throw new IllegalStateException("this instruction needs " + wanted + ", not " + encoding);
        }
    }

    private static int lower(int register) {
        return Objects.checkIndex(register, 8);
    }

    private static int inverted(int bit) {
        return bit ^ 1;
    }
}
