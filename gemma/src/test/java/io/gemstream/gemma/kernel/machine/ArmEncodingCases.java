package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.ArmAssembler.SP;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Calls of all methods of {@link ArmAssembler}, each with the text of what it is meant to encode, as a disassembler prints
 * it. Registers have all bits of their fields set in one case and others in the next; immediates are at their limits.
 */
final class ArmEncodingCases {

    private final List<Case> cases = new ArrayList<>();

    record Case(String text, Consumer<ArmAssembler> call) {}

    private ArmEncodingCases() {}

    static List<Case> all() {
        ArmEncodingCases cases = new ArmEncodingCases();
        cases.general();
        cases.branches();
        cases.loads();
        cases.bits();
        cases.lanes();
        cases.products();
        cases.floats();
        return List.copyOf(cases.cases);
    }

    private void general() {
        add("mov x1, x30", a -> a.mov(1, 30));
        add("mov x30, x1", a -> a.mov(30, 1));
        add("mov x13, #544", a -> a.movImmediate(13, 544));
        add("mov x30, #65535", a -> a.movImmediate(30, 65535));
        add("add x1, x2, x30", a -> a.add(1, 2, 30));
        add("add x30, x17, x8", a -> a.add(30, 17, 8));
        add("add x1, x30, #4095", a -> a.addImmediate(1, 30, 4095));
        add("add sp, sp, #64", a -> a.addImmediate(SP, SP, 64));
        add("sub x30, x1, #1", a -> a.subImmediate(30, 1, 1));
        add("sub sp, sp, #64", a -> a.subImmediate(SP, SP, 64));
        add("subs x5, x5, #1", a -> a.subsImmediate(5, 5, 1));
        add("subs x30, x9, #4095", a -> a.subsImmediate(30, 9, 4095));
        add("madd x6, x3, x13, x0", a -> a.madd(6, 3, 13, 0));
        add("madd x30, x16, x15, x29", a -> a.madd(30, 16, 15, 29));
        add("and x1, x30, #0xffffffffffffffc0", a -> a.clearLowest(1, 30, 6));
        add("and x30, x1, #0xfffffffffffffffe", a -> a.clearLowest(30, 1, 1));
        add("and x6, x6, #0xc000000000000000", a -> a.clearLowest(6, 6, 62));
    }

    private void branches() {
        add("b #0", a -> a.b(0));
        add("b #134217724", a -> a.b(134217724));
        add("b #-134217728", a -> a.b(-134217728));
        add("b #52", a -> a.bOver(48));
        add("b.ne #0", a -> a.bNe(0));
        add("b.ne #1048572", a -> a.bNe(1048572));
        add("b.ne #-1048576", a -> a.bNe(-1048576));
        add("ret", ArmAssembler::ret);
    }

    private void loads() {
        add("prfm pldl2keep, [x30, #32760]", a -> a.prfm(30, 32760));
        add("prfm pldl2keep, [sp]", a -> a.prfm(SP, 0));
        add("ldr q1, [x30, #65520]", a -> a.ldrQ(1, 30, 65520));
        add("ldr q31, [x6, #16]", a -> a.ldrQ(31, 6, 16));
        add("ldr q1, #1048572", a -> a.ldrQ(1, 1048572));
        add("ldr q31, #-1048576", a -> a.ldrQ(31, -1048576));
        add("ldr d1, [x30, #32760]", a -> a.ldrD(1, 30, 32760));
        add("ldr d31, [x6, #8]", a -> a.ldrD(31, 6, 8));
        add("ldr s1, [x30, #16380]", a -> a.ldrS(1, 30, 16380));
        add("ldr s31, [x6, #4]", a -> a.ldrS(31, 6, 4));
        add("ldr h1, [x30, #8190]", a -> a.ldrH(1, 30, 8190));
        add("ldr h31, [x6, #2]", a -> a.ldrH(31, 6, 2));
        add("str q1, [x30, #65520]", a -> a.strQ(1, 30, 65520));
        add("str q31, [x11]", a -> a.strQ(31, 11, 0));
        add("stp d8, d31, [sp, #504]", a -> a.stpD(8, 31, SP, 504));
        add("stp d31, d9, [x1, #-512]", a -> a.stpD(31, 9, 1, -512));
        add("ldp d8, d31, [sp, #504]", a -> a.ldpD(8, 31, SP, 504));
        add("ldp d31, d9, [x1, #-512]", a -> a.ldpD(31, 9, 1, -512));
    }

    private void bits() {
        add("movi v1.16b, #255", a -> a.moviB(1, 255));
        add("movi v31.16b, #0", a -> a.moviB(31, 0));
        add("movi v30.16b, #48", a -> a.moviB(30, 48));
        three("and", "16b", ArmAssembler::and);
        three("eor", "16b", ArmAssembler::eor);
        three("bit", "16b", ArmAssembler::bit);
        add("shl v1.16b, v31.16b, #0", a -> a.shlB(1, 31, 0));
        add("shl v31.16b, v1.16b, #7", a -> a.shlB(31, 1, 7));
        add("shl v1.4s, v31.4s, #0", a -> a.shlS(1, 31, 0));
        add("shl v31.4s, v1.4s, #31", a -> a.shlS(31, 1, 31));
        add("ushr v1.16b, v31.16b, #1", a -> a.ushrB(1, 31, 1));
        add("ushr v31.16b, v1.16b, #8", a -> a.ushrB(31, 1, 8));
        add("sshr v1.4s, v31.4s, #1", a -> a.sshrS(1, 31, 1));
        add("sshr v31.4s, v1.4s, #32", a -> a.sshrS(31, 1, 32));
        three("ushl", "16b", ArmAssembler::ushlB);
    }

    private void lanes() {
        add("tbl v1.16b, { v31.16b }, v2.16b", a -> a.tbl(1, 31, 2));
        add("tbl v31.16b, { v1.16b }, v30.16b", a -> a.tbl(31, 1, 30));
        add("dup v1.4s, v31.s[0]", a -> a.dupS(1, 31));
        add("dup v31.4s, v1.s[0]", a -> a.dupS(31, 1));
        add("dup v1.2d, v31.d[0]", a -> a.dupD(1, 31));
        add("dup v31.2d, v1.d[0]", a -> a.dupD(31, 1));
        three("zip1", "4s", ArmAssembler::zip1S);
        three("zip2", "4s", ArmAssembler::zip2S);
        three("zip1", "2d", ArmAssembler::zip1D);
        three("uzp1", "4s", ArmAssembler::uzp1S);
        three("uzp2", "4s", ArmAssembler::uzp2S);
        add("sshll v1.8h, v31.8b, #0", a -> a.sxtlH(1, 31));
        add("sshll v31.8h, v1.8b, #0", a -> a.sxtlH(31, 1));
        add("sshll v1.4s, v31.4h, #0", a -> a.sxtlS(1, 31));
        add("sshll v31.4s, v1.4h, #0", a -> a.sxtlS(31, 1));
    }

    private void products() {
        add("sdot v1.4s, v30.16b, v31.4b[0]", a -> a.sdot(1, 30, 31, 0));
        add("sdot v31.4s, v1.16b, v15.4b[1]", a -> a.sdot(31, 1, 15, 1));
        add("sdot v16.4s, v15.16b, v16.4b[2]", a -> a.sdot(16, 15, 16, 2));
        add("sdot v15.4s, v16.16b, v1.4b[3]", a -> a.sdot(15, 16, 1, 3));
        add("smmla v1.4s, v30.16b, v31.16b", a -> a.smmla(1, 30, 31));
        add("smmla v31.4s, v1.16b, v15.16b", a -> a.smmla(31, 1, 15));
    }

    private void floats() {
        add("fcvtl v1.4s, v31.4h", a -> a.fcvtl(1, 31));
        add("fcvtl v31.4s, v1.4h", a -> a.fcvtl(31, 1));
        add("scvtf v1.4s, v31.4s", a -> a.scvtf(1, 31));
        add("scvtf v31.4s, v1.4s", a -> a.scvtf(31, 1));
        three("fmul", "4s", ArmAssembler::fmul);
        add("fmul v1.4s, v30.4s, v31.s[0]", a -> a.fmul(1, 30, 31, 0));
        add("fmul v31.4s, v1.4s, v15.s[1]", a -> a.fmul(31, 1, 15, 1));
        add("fmul v16.4s, v15.4s, v16.s[2]", a -> a.fmul(16, 15, 16, 2));
        add("fmul v15.4s, v16.4s, v1.s[3]", a -> a.fmul(15, 16, 1, 3));
        three("fmla", "4s", ArmAssembler::fmla);
    }

    /** An instruction of three vectors. */
    private interface Three {
        void write(ArmAssembler to, int target, int a, int b);
    }

    private void three(String name, String lanes, Three instruction) {
        add("%s v1.%2$s, v30.%2$s, v31.%2$s".formatted(name, lanes), a -> instruction.write(a, 1, 30, 31));
        add("%s v31.%2$s, v1.%2$s, v15.%2$s".formatted(name, lanes), a -> instruction.write(a, 31, 1, 15));
    }

    private void add(String text, Consumer<ArmAssembler> call) {
        cases.add(new Case(text, call));
    }
}
