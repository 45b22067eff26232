package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.Assembler.CODE;
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

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Calls of all methods of {@link Assembler}, each with the text of what it is meant to encode, as a disassembler prints it.
 *
 * <p>Registers are from all parts of a bank, since each of their upper bits has a place of its own in an encoding.
 * Displacements lie on both sides of what fits into one byte, which in EVEX depends on the size of the operand.
 */
final class EncodingCases {

    private final List<Case> cases = new ArrayList<>();

    /** @param encodings those that the bytes are the same in */
    record Case(Set<VectorEncoding> encodings, String text, Consumer<Assembler> call) {}

    private EncodingCases() {}

    static List<Case> all() {
        EncodingCases cases = new EncodingCases();
        cases.bits();
        cases.loads();
        cases.integers();
        cases.products();
        cases.floats();
        cases.lanes();
        cases.masks();
        cases.general();
        cases.jumps();
        return List.copyOf(cases.cases);
    }

    private void bits() {
        both("vpxord zmm0, zmm7, zmm8", "vpxor ymm0, ymm7, ymm8", a -> a.vpxor(0, 7, 8));
        both("vpxord zmm15, zmm8, zmm0", "vpxor ymm15, ymm8, ymm0", a -> a.vpxor(15, 8, 0));
        evex("vpxord zmm16, zmm0, zmm31", a -> a.vpxor(16, 0, 31));
        evex("vpxord zmm8, zmm31, zmm16", a -> a.vpxor(8, 31, 16));
        both("vpxord zmm0, zmm7, zmmword ptr [rax]", "vpxor ymm0, ymm7, ymmword ptr [rax]", a -> a.vpxor(0, 7, RAX, 0));
        both("vpxord zmm15, zmm8, zmmword ptr [r8 + 64]", "vpxor ymm15, ymm8, ymmword ptr [r8 + 64]",
                a -> a.vpxor(15, 8, R8, 64));
        both("vpxord zmm7, zmm15, zmmword ptr [r10 - 1]", "vpxor ymm7, ymm15, ymmword ptr [r10 - 1]",
                a -> a.vpxor(7, 15, R10, -1));
        evex("vpxord zmm31, zmm16, zmmword ptr [r11 + 8128]", a -> a.vpxor(31, 16, R11, 8128));
        evex("vpxord zmm16, zmm31, zmmword ptr [rbp - 8192]", a -> a.vpxor(16, 31, RBP, -8192));
        evex("vpxord zmm8, zmm0, zmmword ptr [r9 + 8192]", a -> a.vpxor(8, 0, R9, 8192));
        evex("vpxord zmm0, zmm8, zmmword ptr [rdi - 8256]", a -> a.vpxor(0, 8, RDI, -8256));
        vex("vpxor ymm0, ymm8, ymmword ptr [rbp - 128]", a -> a.vpxor(0, 8, RBP, -128));
        vex("vpxor ymm8, ymm15, ymmword ptr [r11 + 128]", a -> a.vpxor(8, 15, R11, 128));
        both("vpxord zmm8, zmm15, zmmword ptr [rip - 10]", "vpxor ymm8, ymm15, ymmword ptr [rip - 9]",
                a -> a.vpxor(8, 15, CODE, 0));
        both("vpandd zmm0, zmm7, zmm8", "vpand ymm0, ymm7, ymm8", a -> a.vpand(0, 7, 8));
        both("vpandd zmm15, zmm8, zmm0", "vpand ymm15, ymm8, ymm0", a -> a.vpand(15, 8, 0));
        evex("vpandd zmm16, zmm0, zmm31", a -> a.vpand(16, 0, 31));
        evex("vpandd zmm8, zmm31, zmm16", a -> a.vpand(8, 31, 16));
        both("vpandd zmm0, zmm7, zmmword ptr [rax]", "vpand ymm0, ymm7, ymmword ptr [rax]", a -> a.vpand(0, 7, RAX, 0));
        both("vpandd zmm15, zmm8, zmmword ptr [r8 + 64]", "vpand ymm15, ymm8, ymmword ptr [r8 + 64]",
                a -> a.vpand(15, 8, R8, 64));
        both("vpandd zmm7, zmm15, zmmword ptr [r10 - 1]", "vpand ymm7, ymm15, ymmword ptr [r10 - 1]",
                a -> a.vpand(7, 15, R10, -1));
        evex("vpandd zmm31, zmm16, zmmword ptr [r11 + 8128]", a -> a.vpand(31, 16, R11, 8128));
        evex("vpandd zmm16, zmm31, zmmword ptr [rbp - 8192]", a -> a.vpand(16, 31, RBP, -8192));
        evex("vpandd zmm8, zmm0, zmmword ptr [r9 + 8192]", a -> a.vpand(8, 0, R9, 8192));
        evex("vpandd zmm0, zmm8, zmmword ptr [rdi - 8256]", a -> a.vpand(0, 8, RDI, -8256));
        vex("vpand ymm0, ymm8, ymmword ptr [rbp - 128]", a -> a.vpand(0, 8, RBP, -128));
        vex("vpand ymm8, ymm15, ymmword ptr [r11 + 128]", a -> a.vpand(8, 15, R11, 128));
        both("vpandd zmm8, zmm15, zmmword ptr [rip - 10]", "vpand ymm8, ymm15, ymmword ptr [rip - 9]",
                a -> a.vpand(8, 15, CODE, 0));
        both("vpord zmm0, zmm7, zmm8", "vpor ymm0, ymm7, ymm8", a -> a.vpor(0, 7, 8));
        both("vpord zmm15, zmm8, zmm0", "vpor ymm15, ymm8, ymm0", a -> a.vpor(15, 8, 0));
        evex("vpord zmm16, zmm0, zmm31", a -> a.vpor(16, 0, 31));
        evex("vpord zmm8, zmm31, zmm16", a -> a.vpor(8, 31, 16));
        evex("vpternlogd zmm0, zmm7, zmm8, 248", a -> a.vpternlogd(0, 7, 8, 248));
        evex("vpternlogd zmm15, zmm8, zmm0, 1", a -> a.vpternlogd(15, 8, 0, 1));
        evex("vpternlogd zmm16, zmm0, zmm31, 255", a -> a.vpternlogd(16, 0, 31, 255));
        evex("vpternlogd zmm8, zmm31, zmm16, 0", a -> a.vpternlogd(8, 31, 16, 0));
        both("vpsllw zmm0, zmm8, 4", "vpsllw ymm0, ymm8, 4", a -> a.vpsllw(0, 8, 4));
        both("vpsllw zmm15, zmm7, 15", "vpsllw ymm15, ymm7, 15", a -> a.vpsllw(15, 7, 15));
        evex("vpsllw zmm16, zmm31, 1", a -> a.vpsllw(16, 31, 1));
        evex("vpsllw zmm8, zmm16, 0", a -> a.vpsllw(8, 16, 0));
        both("vpsrlw zmm0, zmm8, 4", "vpsrlw ymm0, ymm8, 4", a -> a.vpsrlw(0, 8, 4));
        both("vpsrlw zmm15, zmm7, 15", "vpsrlw ymm15, ymm7, 15", a -> a.vpsrlw(15, 7, 15));
        evex("vpsrlw zmm16, zmm31, 1", a -> a.vpsrlw(16, 31, 1));
        evex("vpsrlw zmm8, zmm16, 0", a -> a.vpsrlw(8, 16, 0));
        both("vpslld zmm0, zmm8, 4", "vpslld ymm0, ymm8, 4", a -> a.vpslld(0, 8, 4));
        both("vpslld zmm15, zmm7, 31", "vpslld ymm15, ymm7, 31", a -> a.vpslld(15, 7, 31));
        evex("vpslld zmm16, zmm31, 1", a -> a.vpslld(16, 31, 1));
        evex("vpslld zmm8, zmm16, 0", a -> a.vpslld(8, 16, 0));
        both("vpandnd zmm0, zmm7, zmm8", "vpandn ymm0, ymm7, ymm8", a -> a.vpandn(0, 7, 8));
        both("vpandnd zmm15, zmm8, zmm0", "vpandn ymm15, ymm8, ymm0", a -> a.vpandn(15, 8, 0));
        evex("vpandnd zmm16, zmm0, zmm31", a -> a.vpandn(16, 0, 31));
        evex("vpandnd zmm8, zmm31, zmm16", a -> a.vpandn(8, 31, 16));
        both("vpsrad zmm0, zmm8, 4", "vpsrad ymm0, ymm8, 4", a -> a.vpsrad(0, 8, 4));
        both("vpsrad zmm15, zmm7, 31", "vpsrad ymm15, ymm7, 31", a -> a.vpsrad(15, 7, 31));
        evex("vpsrad zmm16, zmm31, 1", a -> a.vpsrad(16, 31, 1));
        evex("vpsrad zmm8, zmm16, 0", a -> a.vpsrad(8, 16, 0));
        both("vpsrld zmm0, zmm8, 4", "vpsrld ymm0, ymm8, 4", a -> a.vpsrld(0, 8, 4));
        both("vpsrld zmm15, zmm7, 31", "vpsrld ymm15, ymm7, 31", a -> a.vpsrld(15, 7, 31));
        evex("vpsrld zmm16, zmm31, 1", a -> a.vpsrld(16, 31, 1));
        evex("vpsrld zmm8, zmm16, 0", a -> a.vpsrld(8, 16, 0));
        both("vpsllvd zmm0, zmm7, zmmword ptr [rax]", "vpsllvd ymm0, ymm7, ymmword ptr [rax]", a -> a.vpsllvd(0, 7, RAX, 0));
        both("vpsllvd zmm15, zmm8, zmmword ptr [r8 + 64]", "vpsllvd ymm15, ymm8, ymmword ptr [r8 + 64]",
                a -> a.vpsllvd(15, 8, R8, 64));
        both("vpsllvd zmm7, zmm15, zmmword ptr [r10 - 1]", "vpsllvd ymm7, ymm15, ymmword ptr [r10 - 1]",
                a -> a.vpsllvd(7, 15, R10, -1));
        evex("vpsllvd zmm31, zmm16, zmmword ptr [r11 + 8128]", a -> a.vpsllvd(31, 16, R11, 8128));
        evex("vpsllvd zmm16, zmm31, zmmword ptr [rbp - 8192]", a -> a.vpsllvd(16, 31, RBP, -8192));
        evex("vpsllvd zmm8, zmm0, zmmword ptr [r9 + 8192]", a -> a.vpsllvd(8, 0, R9, 8192));
        evex("vpsllvd zmm0, zmm8, zmmword ptr [rdi - 8256]", a -> a.vpsllvd(0, 8, RDI, -8256));
        vex("vpsllvd ymm0, ymm8, ymmword ptr [rbp - 128]", a -> a.vpsllvd(0, 8, RBP, -128));
        vex("vpsllvd ymm8, ymm15, ymmword ptr [r11 + 128]", a -> a.vpsllvd(8, 15, R11, 128));
        both("vpsllvd zmm8, zmm15, zmmword ptr [rip - 10]", "vpsllvd ymm8, ymm15, ymmword ptr [rip - 9]",
                a -> a.vpsllvd(8, 15, CODE, 0));
        both("vpsrlvd zmm0, zmm7, zmmword ptr [rax]", "vpsrlvd ymm0, ymm7, ymmword ptr [rax]", a -> a.vpsrlvd(0, 7, RAX, 0));
        both("vpsrlvd zmm15, zmm8, zmmword ptr [r8 + 64]", "vpsrlvd ymm15, ymm8, ymmword ptr [r8 + 64]",
                a -> a.vpsrlvd(15, 8, R8, 64));
        both("vpsrlvd zmm7, zmm15, zmmword ptr [r10 - 1]", "vpsrlvd ymm7, ymm15, ymmword ptr [r10 - 1]",
                a -> a.vpsrlvd(7, 15, R10, -1));
        evex("vpsrlvd zmm31, zmm16, zmmword ptr [r11 + 8128]", a -> a.vpsrlvd(31, 16, R11, 8128));
        evex("vpsrlvd zmm16, zmm31, zmmword ptr [rbp - 8192]", a -> a.vpsrlvd(16, 31, RBP, -8192));
        evex("vpsrlvd zmm8, zmm0, zmmword ptr [r9 + 8192]", a -> a.vpsrlvd(8, 0, R9, 8192));
        evex("vpsrlvd zmm0, zmm8, zmmword ptr [rdi - 8256]", a -> a.vpsrlvd(0, 8, RDI, -8256));
        vex("vpsrlvd ymm0, ymm8, ymmword ptr [rbp - 128]", a -> a.vpsrlvd(0, 8, RBP, -128));
        vex("vpsrlvd ymm8, ymm15, ymmword ptr [r11 + 128]", a -> a.vpsrlvd(8, 15, R11, 128));
        both("vpsrlvd zmm8, zmm15, zmmword ptr [rip - 10]", "vpsrlvd ymm8, ymm15, ymmword ptr [rip - 9]",
                a -> a.vpsrlvd(8, 15, CODE, 0));
    }

    private void loads() {
        both("vmovdqu32 zmm0, zmmword ptr [rax]", "vmovdqu ymm0, ymmword ptr [rax]", a -> a.vmovdqu(0, RAX, 0));
        both("vmovdqu32 zmm15, zmmword ptr [r8 + 64]", "vmovdqu ymm15, ymmword ptr [r8 + 64]", a -> a.vmovdqu(15, R8, 64));
        both("vmovdqu32 zmm7, zmmword ptr [r10 - 1]", "vmovdqu ymm7, ymmword ptr [r10 - 1]", a -> a.vmovdqu(7, R10, -1));
        evex("vmovdqu32 zmm31, zmmword ptr [r11 + 8128]", a -> a.vmovdqu(31, R11, 8128));
        evex("vmovdqu32 zmm16, zmmword ptr [rbp - 8192]", a -> a.vmovdqu(16, RBP, -8192));
        evex("vmovdqu32 zmm8, zmmword ptr [r9 + 8192]", a -> a.vmovdqu(8, R9, 8192));
        evex("vmovdqu32 zmm0, zmmword ptr [rdi - 8256]", a -> a.vmovdqu(0, RDI, -8256));
        vex("vmovdqu ymm8, ymmword ptr [r9 + 127]", a -> a.vmovdqu(8, R9, 127));
        vex("vmovdqu ymm0, ymmword ptr [rbp - 128]", a -> a.vmovdqu(0, RBP, -128));
        vex("vmovdqu ymm8, ymmword ptr [r11 + 128]", a -> a.vmovdqu(8, R11, 128));
        vex("vmovdqu ymm7, ymmword ptr [rdi - 129]", a -> a.vmovdqu(7, RDI, -129));
        both("vmovdqu32 zmm8, zmmword ptr [rip - 10]", "vmovdqu ymm8, ymmword ptr [rip - 9]", a -> a.vmovdqu(8, CODE, 0));
        both("vmovdqu32 zmm7, zmmword ptr [rip + 90]", "vmovdqu ymm7, ymmword ptr [rip + 91]", a -> a.vmovdqu(7, CODE, 100));
        both("vpbroadcastd zmm0, dword ptr [rax]", "vpbroadcastd ymm0, dword ptr [rax]", a -> a.vpbroadcastd(0, RAX, 0));
        both("vpbroadcastd zmm15, dword ptr [r8 + 4]", "vpbroadcastd ymm15, dword ptr [r8 + 4]",
                a -> a.vpbroadcastd(15, R8, 4));
        both("vpbroadcastd zmm7, dword ptr [r10 - 1]", "vpbroadcastd ymm7, dword ptr [r10 - 1]",
                a -> a.vpbroadcastd(7, R10, -1));
        evex("vpbroadcastd zmm31, dword ptr [r11 + 508]", a -> a.vpbroadcastd(31, R11, 508));
        evex("vpbroadcastd zmm16, dword ptr [rbp - 512]", a -> a.vpbroadcastd(16, RBP, -512));
        evex("vpbroadcastd zmm8, dword ptr [r9 + 512]", a -> a.vpbroadcastd(8, R9, 512));
        evex("vpbroadcastd zmm0, dword ptr [rdi - 516]", a -> a.vpbroadcastd(0, RDI, -516));
        vex("vpbroadcastd ymm0, dword ptr [rbp - 128]", a -> a.vpbroadcastd(0, RBP, -128));
        vex("vpbroadcastd ymm8, dword ptr [r11 + 128]", a -> a.vpbroadcastd(8, R11, 128));
        both("vpbroadcastd zmm8, dword ptr [rip - 10]", "vpbroadcastd ymm8, dword ptr [rip - 9]",
                a -> a.vpbroadcastd(8, CODE, 0));
        both("vpmovsxbd zmm0, xmmword ptr [rax]", "vpmovsxbd ymm0, qword ptr [rax]", a -> a.vpmovsxbd(0, RAX, 0));
        both("vpmovsxbd zmm15, xmmword ptr [r8 + 16]", "vpmovsxbd ymm15, qword ptr [r8 + 16]", a -> a.vpmovsxbd(15, R8, 16));
        both("vpmovsxbd zmm7, xmmword ptr [r10 - 1]", "vpmovsxbd ymm7, qword ptr [r10 - 1]", a -> a.vpmovsxbd(7, R10, -1));
        evex("vpmovsxbd zmm31, xmmword ptr [r11 + 2032]", a -> a.vpmovsxbd(31, R11, 2032));
        evex("vpmovsxbd zmm16, xmmword ptr [rbp - 2048]", a -> a.vpmovsxbd(16, RBP, -2048));
        evex("vpmovsxbd zmm8, xmmword ptr [r9 + 2048]", a -> a.vpmovsxbd(8, R9, 2048));
        evex("vpmovsxbd zmm0, xmmword ptr [rdi - 2064]", a -> a.vpmovsxbd(0, RDI, -2064));
        vex("vpmovsxbd ymm0, qword ptr [rbp - 128]", a -> a.vpmovsxbd(0, RBP, -128));
        vex("vpmovsxbd ymm8, qword ptr [r11 + 128]", a -> a.vpmovsxbd(8, R11, 128));
        both("vpmovsxbd zmm8, xmmword ptr [rip - 10]", "vpmovsxbd ymm8, qword ptr [rip - 9]", a -> a.vpmovsxbd(8, CODE, 0));
        both("vcvtph2ps zmm0, ymmword ptr [rax]", "vcvtph2ps ymm0, xmmword ptr [rax]", a -> a.vcvtph2ps(0, RAX, 0));
        both("vcvtph2ps zmm15, ymmword ptr [r8 + 32]", "vcvtph2ps ymm15, xmmword ptr [r8 + 32]",
                a -> a.vcvtph2ps(15, R8, 32));
        both("vcvtph2ps zmm7, ymmword ptr [r10 - 1]", "vcvtph2ps ymm7, xmmword ptr [r10 - 1]", a -> a.vcvtph2ps(7, R10, -1));
        evex("vcvtph2ps zmm31, ymmword ptr [r11 + 4064]", a -> a.vcvtph2ps(31, R11, 4064));
        evex("vcvtph2ps zmm16, ymmword ptr [rbp - 4096]", a -> a.vcvtph2ps(16, RBP, -4096));
        evex("vcvtph2ps zmm8, ymmword ptr [r9 + 4096]", a -> a.vcvtph2ps(8, R9, 4096));
        evex("vcvtph2ps zmm0, ymmword ptr [rdi - 4128]", a -> a.vcvtph2ps(0, RDI, -4128));
        vex("vcvtph2ps ymm0, xmmword ptr [rbp - 128]", a -> a.vcvtph2ps(0, RBP, -128));
        vex("vcvtph2ps ymm8, xmmword ptr [r11 + 128]", a -> a.vcvtph2ps(8, R11, 128));
        both("vcvtph2ps zmm8, ymmword ptr [rip - 10]", "vcvtph2ps ymm8, xmmword ptr [rip - 9]",
                a -> a.vcvtph2ps(8, CODE, 0));
        both("vpmovzxbd zmm0, xmmword ptr [rax]", "vpmovzxbd ymm0, qword ptr [rax]", a -> a.vpmovzxbd(0, RAX, 0));
        both("vpmovzxbd zmm15, xmmword ptr [r8 + 16]", "vpmovzxbd ymm15, qword ptr [r8 + 16]", a -> a.vpmovzxbd(15, R8, 16));
        both("vpmovzxbd zmm7, xmmword ptr [r10 - 1]", "vpmovzxbd ymm7, qword ptr [r10 - 1]", a -> a.vpmovzxbd(7, R10, -1));
        evex("vpmovzxbd zmm31, xmmword ptr [r11 + 2032]", a -> a.vpmovzxbd(31, R11, 2032));
        evex("vpmovzxbd zmm16, xmmword ptr [rbp - 2048]", a -> a.vpmovzxbd(16, RBP, -2048));
        evex("vpmovzxbd zmm8, xmmword ptr [r9 + 2048]", a -> a.vpmovzxbd(8, R9, 2048));
        evex("vpmovzxbd zmm0, xmmword ptr [rdi - 2064]", a -> a.vpmovzxbd(0, RDI, -2064));
        vex("vpmovzxbd ymm0, qword ptr [rbp - 128]", a -> a.vpmovzxbd(0, RBP, -128));
        vex("vpmovzxbd ymm8, qword ptr [r11 + 128]", a -> a.vpmovzxbd(8, R11, 128));
        both("vpmovzxbd zmm8, xmmword ptr [rip - 10]", "vpmovzxbd ymm8, qword ptr [rip - 9]", a -> a.vpmovzxbd(8, CODE, 0));
        both("vbroadcasti32x4 zmm0, xmmword ptr [rax]", "vbroadcasti128 ymm0, xmmword ptr [rax]", a -> a.vbroadcasti128(0, RAX, 0));
        both("vbroadcasti32x4 zmm15, xmmword ptr [r8 + 16]", "vbroadcasti128 ymm15, xmmword ptr [r8 + 16]", a -> a.vbroadcasti128(15, R8, 16));
        both("vbroadcasti32x4 zmm7, xmmword ptr [r10 - 1]", "vbroadcasti128 ymm7, xmmword ptr [r10 - 1]", a -> a.vbroadcasti128(7, R10, -1));
        evex("vbroadcasti32x4 zmm31, xmmword ptr [r11 + 2032]", a -> a.vbroadcasti128(31, R11, 2032));
        evex("vbroadcasti32x4 zmm16, xmmword ptr [rbp - 2048]", a -> a.vbroadcasti128(16, RBP, -2048));
        evex("vbroadcasti32x4 zmm8, xmmword ptr [r9 + 2048]", a -> a.vbroadcasti128(8, R9, 2048));
        evex("vbroadcasti32x4 zmm0, xmmword ptr [rdi - 2064]", a -> a.vbroadcasti128(0, RDI, -2064));
        vex("vbroadcasti128 ymm0, xmmword ptr [rbp - 128]", a -> a.vbroadcasti128(0, RBP, -128));
        vex("vbroadcasti128 ymm8, xmmword ptr [r11 + 128]", a -> a.vbroadcasti128(8, R11, 128));
        both("vbroadcasti32x4 zmm8, xmmword ptr [rip - 10]", "vbroadcasti128 ymm8, xmmword ptr [rip - 9]", a -> a.vbroadcasti128(8, CODE, 0));
        both("vpmovzxwd zmm0, ymmword ptr [rax]", "vpmovzxwd ymm0, xmmword ptr [rax]", a -> a.vpmovzxwd(0, RAX, 0));
        both("vpmovzxwd zmm15, ymmword ptr [r8 + 32]", "vpmovzxwd ymm15, xmmword ptr [r8 + 32]",
                a -> a.vpmovzxwd(15, R8, 32));
        both("vpmovzxwd zmm7, ymmword ptr [r10 - 1]", "vpmovzxwd ymm7, xmmword ptr [r10 - 1]", a -> a.vpmovzxwd(7, R10, -1));
        evex("vpmovzxwd zmm31, ymmword ptr [r11 + 4064]", a -> a.vpmovzxwd(31, R11, 4064));
        evex("vpmovzxwd zmm16, ymmword ptr [rbp - 4096]", a -> a.vpmovzxwd(16, RBP, -4096));
        evex("vpmovzxwd zmm8, ymmword ptr [r9 + 4096]", a -> a.vpmovzxwd(8, R9, 4096));
        evex("vpmovzxwd zmm0, ymmword ptr [rdi - 4128]", a -> a.vpmovzxwd(0, RDI, -4128));
        vex("vpmovzxwd ymm0, xmmword ptr [rbp - 128]", a -> a.vpmovzxwd(0, RBP, -128));
        vex("vpmovzxwd ymm8, xmmword ptr [r11 + 128]", a -> a.vpmovzxwd(8, R11, 128));
        both("vpmovzxwd zmm8, ymmword ptr [rip - 10]", "vpmovzxwd ymm8, xmmword ptr [rip - 9]",
                a -> a.vpmovzxwd(8, CODE, 0));
        both("vpbroadcastw zmm0, word ptr [rax]", "vpbroadcastw ymm0, word ptr [rax]", a -> a.vpbroadcastw(0, RAX, 0));
        both("vpbroadcastw zmm15, word ptr [r8 + 2]", "vpbroadcastw ymm15, word ptr [r8 + 2]",
                a -> a.vpbroadcastw(15, R8, 2));
        both("vpbroadcastw zmm7, word ptr [r10 - 1]", "vpbroadcastw ymm7, word ptr [r10 - 1]",
                a -> a.vpbroadcastw(7, R10, -1));
        evex("vpbroadcastw zmm31, word ptr [r11 + 254]", a -> a.vpbroadcastw(31, R11, 254));
        evex("vpbroadcastw zmm16, word ptr [rbp - 256]", a -> a.vpbroadcastw(16, RBP, -256));
        evex("vpbroadcastw zmm8, word ptr [r9 + 256]", a -> a.vpbroadcastw(8, R9, 256));
        evex("vpbroadcastw zmm0, word ptr [rdi - 258]", a -> a.vpbroadcastw(0, RDI, -258));
        vex("vpbroadcastw ymm0, word ptr [rbp - 128]", a -> a.vpbroadcastw(0, RBP, -128));
        vex("vpbroadcastw ymm8, word ptr [r11 + 128]", a -> a.vpbroadcastw(8, R11, 128));
        both("vpbroadcastw zmm8, word ptr [rip - 10]", "vpbroadcastw ymm8, word ptr [rip - 9]",
                a -> a.vpbroadcastw(8, CODE, 0));
        both("vcvtph2ps zmm0, ymm8", "vcvtph2ps ymm0, xmm8", a -> a.vcvtph2ps(0, 8));
        both("vcvtph2ps zmm15, ymm7", "vcvtph2ps ymm15, xmm7", a -> a.vcvtph2ps(15, 7));
        evex("vcvtph2ps zmm16, ymm31", a -> a.vcvtph2ps(16, 31));
        evex("vcvtph2ps zmm8, ymm16", a -> a.vcvtph2ps(8, 16));
    }

    private void integers() {
        both("vpsubb zmm0, zmm7, zmm8", "vpsubb ymm0, ymm7, ymm8", a -> a.vpsubb(0, 7, 8));
        both("vpsubb zmm15, zmm8, zmm0", "vpsubb ymm15, ymm8, ymm0", a -> a.vpsubb(15, 8, 0));
        evex("vpsubb zmm16, zmm0, zmm31", a -> a.vpsubb(16, 0, 31));
        evex("vpsubb zmm8, zmm31, zmm16", a -> a.vpsubb(8, 31, 16));
        both("vpaddw zmm0, zmm7, zmm8", "vpaddw ymm0, ymm7, ymm8", a -> a.vpaddw(0, 7, 8));
        both("vpaddw zmm15, zmm8, zmm0", "vpaddw ymm15, ymm8, ymm0", a -> a.vpaddw(15, 8, 0));
        evex("vpaddw zmm16, zmm0, zmm31", a -> a.vpaddw(16, 0, 31));
        evex("vpaddw zmm8, zmm31, zmm16", a -> a.vpaddw(8, 31, 16));
        both("vpaddd zmm0, zmm7, zmm8", "vpaddd ymm0, ymm7, ymm8", a -> a.vpaddd(0, 7, 8));
        both("vpaddd zmm15, zmm8, zmm0", "vpaddd ymm15, ymm8, ymm0", a -> a.vpaddd(15, 8, 0));
        evex("vpaddd zmm16, zmm0, zmm31", a -> a.vpaddd(16, 0, 31));
        evex("vpaddd zmm8, zmm31, zmm16", a -> a.vpaddd(8, 31, 16));
        evex("vpaddb zmm0 {k1}, zmm7, zmm8", a -> a.vpaddb(0, 7, 8, 1));
        evex("vpaddb zmm15 {k2}, zmm8, zmm0", a -> a.vpaddb(15, 8, 0, 2));
        evex("vpaddb zmm16 {k4}, zmm0, zmm31", a -> a.vpaddb(16, 0, 31, 4));
        evex("vpaddb zmm8 {k7}, zmm31, zmm16", a -> a.vpaddb(8, 31, 16, 7));
        both("vpabsb zmm0, zmm8", "vpabsb ymm0, ymm8", a -> a.vpabsb(0, 8));
        both("vpabsb zmm15, zmm7", "vpabsb ymm15, ymm7", a -> a.vpabsb(15, 7));
        evex("vpabsb zmm16, zmm31", a -> a.vpabsb(16, 31));
        evex("vpabsb zmm8, zmm16", a -> a.vpabsb(8, 16));
        vex("vpsignb ymm0, ymm7, ymm8", a -> a.vpsignb(0, 7, 8));
        vex("vpsignb ymm15, ymm8, ymm0", a -> a.vpsignb(15, 8, 0));
        vex("vpsignb ymm8, ymm0, ymm15", a -> a.vpsignb(8, 0, 15));
        both("vpshufb zmm0, zmm7, zmm8", "vpshufb ymm0, ymm7, ymm8", a -> a.vpshufb(0, 7, 8));
        both("vpshufb zmm15, zmm8, zmm0", "vpshufb ymm15, ymm8, ymm0", a -> a.vpshufb(15, 8, 0));
        evex("vpshufb zmm16, zmm0, zmm31", a -> a.vpshufb(16, 0, 31));
        evex("vpshufb zmm8, zmm31, zmm16", a -> a.vpshufb(8, 31, 16));
        both("vpshufb zmm0, zmm7, zmmword ptr [rax]", "vpshufb ymm0, ymm7, ymmword ptr [rax]", a -> a.vpshufb(0, 7, RAX, 0));
        both("vpshufb zmm15, zmm8, zmmword ptr [r8 + 64]", "vpshufb ymm15, ymm8, ymmword ptr [r8 + 64]",
                a -> a.vpshufb(15, 8, R8, 64));
        both("vpshufb zmm7, zmm15, zmmword ptr [r10 - 1]", "vpshufb ymm7, ymm15, ymmword ptr [r10 - 1]",
                a -> a.vpshufb(7, 15, R10, -1));
        evex("vpshufb zmm31, zmm16, zmmword ptr [r11 + 8128]", a -> a.vpshufb(31, 16, R11, 8128));
        evex("vpshufb zmm16, zmm31, zmmword ptr [rbp - 8192]", a -> a.vpshufb(16, 31, RBP, -8192));
        evex("vpshufb zmm8, zmm0, zmmword ptr [r9 + 8192]", a -> a.vpshufb(8, 0, R9, 8192));
        evex("vpshufb zmm0, zmm8, zmmword ptr [rdi - 8256]", a -> a.vpshufb(0, 8, RDI, -8256));
        vex("vpshufb ymm0, ymm8, ymmword ptr [rbp - 128]", a -> a.vpshufb(0, 8, RBP, -128));
        vex("vpshufb ymm8, ymm15, ymmword ptr [r11 + 128]", a -> a.vpshufb(8, 15, R11, 128));
        both("vpshufb zmm8, zmm15, zmmword ptr [rip - 10]", "vpshufb ymm8, ymm15, ymmword ptr [rip - 9]",
                a -> a.vpshufb(8, 15, CODE, 0));
        vex("vpcmpeqb ymm0, ymm7, ymm8", a -> a.vpcmpeqb(0, 7, 8));
        vex("vpcmpeqb ymm15, ymm8, ymm0", a -> a.vpcmpeqb(15, 8, 0));
        vex("vpcmpeqb ymm8, ymm0, ymm15", a -> a.vpcmpeqb(8, 0, 15));
        vex("vpcmpeqb ymm0, ymm7, ymmword ptr [rax]", a -> a.vpcmpeqb(0, 7, RAX, 0));
        vex("vpcmpeqb ymm15, ymm8, ymmword ptr [r8 + 64]", a -> a.vpcmpeqb(15, 8, R8, 64));
        vex("vpcmpeqb ymm7, ymm15, ymmword ptr [r10 - 1]", a -> a.vpcmpeqb(7, 15, R10, -1));
        vex("vpcmpeqb ymm0, ymm8, ymmword ptr [rbp - 128]", a -> a.vpcmpeqb(0, 8, RBP, -128));
        vex("vpcmpeqb ymm8, ymm15, ymmword ptr [r11 + 128]", a -> a.vpcmpeqb(8, 15, R11, 128));
        vex("vpcmpeqb ymm8, ymm15, ymmword ptr [rip - 9]", a -> a.vpcmpeqb(8, 15, CODE, 0));
        both("vpsubd zmm0, zmm7, zmm8", "vpsubd ymm0, ymm7, ymm8", a -> a.vpsubd(0, 7, 8));
        both("vpsubd zmm15, zmm8, zmm0", "vpsubd ymm15, ymm8, ymm0", a -> a.vpsubd(15, 8, 0));
        evex("vpsubd zmm16, zmm0, zmm31", a -> a.vpsubd(16, 0, 31));
        evex("vpsubd zmm8, zmm31, zmm16", a -> a.vpsubd(8, 31, 16));
        both("vpackssdw zmm0, zmm7, zmm8", "vpackssdw ymm0, ymm7, ymm8", a -> a.vpackssdw(0, 7, 8));
        both("vpackssdw zmm15, zmm8, zmm0", "vpackssdw ymm15, ymm8, ymm0", a -> a.vpackssdw(15, 8, 0));
        evex("vpackssdw zmm16, zmm0, zmm31", a -> a.vpackssdw(16, 0, 31));
        evex("vpackssdw zmm8, zmm31, zmm16", a -> a.vpackssdw(8, 31, 16));
        both("vpacksswb zmm0, zmm7, zmm8", "vpacksswb ymm0, ymm7, ymm8", a -> a.vpacksswb(0, 7, 8));
        both("vpacksswb zmm15, zmm8, zmm0", "vpacksswb ymm15, ymm8, ymm0", a -> a.vpacksswb(15, 8, 0));
        evex("vpacksswb zmm16, zmm0, zmm31", a -> a.vpacksswb(16, 0, 31));
        evex("vpacksswb zmm8, zmm31, zmm16", a -> a.vpacksswb(8, 31, 16));
        both("vpmaxsd zmm0, zmm7, zmm8", "vpmaxsd ymm0, ymm7, ymm8", a -> a.vpmaxsd(0, 7, 8));
        both("vpmaxsd zmm15, zmm8, zmm0", "vpmaxsd ymm15, ymm8, ymm0", a -> a.vpmaxsd(15, 8, 0));
        evex("vpmaxsd zmm16, zmm0, zmm31", a -> a.vpmaxsd(16, 0, 31));
        evex("vpmaxsd zmm8, zmm31, zmm16", a -> a.vpmaxsd(8, 31, 16));
    }

    private void products() {
        both("vpmaddubsw zmm0, zmm7, zmm8", "vpmaddubsw ymm0, ymm7, ymm8", a -> a.vpmaddubsw(0, 7, 8));
        both("vpmaddubsw zmm15, zmm8, zmm0", "vpmaddubsw ymm15, ymm8, ymm0", a -> a.vpmaddubsw(15, 8, 0));
        evex("vpmaddubsw zmm16, zmm0, zmm31", a -> a.vpmaddubsw(16, 0, 31));
        evex("vpmaddubsw zmm8, zmm31, zmm16", a -> a.vpmaddubsw(8, 31, 16));
        both("vpmaddwd zmm0, zmm7, zmm8", "vpmaddwd ymm0, ymm7, ymm8", a -> a.vpmaddwd(0, 7, 8));
        both("vpmaddwd zmm15, zmm8, zmm0", "vpmaddwd ymm15, ymm8, ymm0", a -> a.vpmaddwd(15, 8, 0));
        evex("vpmaddwd zmm16, zmm0, zmm31", a -> a.vpmaddwd(16, 0, 31));
        evex("vpmaddwd zmm8, zmm31, zmm16", a -> a.vpmaddwd(8, 31, 16));
        both("vpmaddwd zmm0, zmm7, zmmword ptr [rax]", "vpmaddwd ymm0, ymm7, ymmword ptr [rax]",
                a -> a.vpmaddwd(0, 7, RAX, 0));
        both("vpmaddwd zmm15, zmm8, zmmword ptr [r8 + 64]", "vpmaddwd ymm15, ymm8, ymmword ptr [r8 + 64]",
                a -> a.vpmaddwd(15, 8, R8, 64));
        both("vpmaddwd zmm7, zmm15, zmmword ptr [r10 - 1]", "vpmaddwd ymm7, ymm15, ymmword ptr [r10 - 1]",
                a -> a.vpmaddwd(7, 15, R10, -1));
        evex("vpmaddwd zmm31, zmm16, zmmword ptr [r11 + 8128]", a -> a.vpmaddwd(31, 16, R11, 8128));
        evex("vpmaddwd zmm16, zmm31, zmmword ptr [rbp - 8192]", a -> a.vpmaddwd(16, 31, RBP, -8192));
        evex("vpmaddwd zmm8, zmm0, zmmword ptr [r9 + 8192]", a -> a.vpmaddwd(8, 0, R9, 8192));
        evex("vpmaddwd zmm0, zmm8, zmmword ptr [rdi - 8256]", a -> a.vpmaddwd(0, 8, RDI, -8256));
        vex("vpmaddwd ymm0, ymm8, ymmword ptr [rbp - 128]", a -> a.vpmaddwd(0, 8, RBP, -128));
        vex("vpmaddwd ymm8, ymm15, ymmword ptr [r11 + 128]", a -> a.vpmaddwd(8, 15, R11, 128));
        both("vpmaddwd zmm8, zmm15, zmmword ptr [rip - 10]", "vpmaddwd ymm8, ymm15, ymmword ptr [rip - 9]",
                a -> a.vpmaddwd(8, 15, CODE, 0));
        both("vpdpbusd zmm0, zmm7, zmm8", "{vex} vpdpbusd ymm0, ymm7, ymm8", a -> a.vpdpbusd(0, 7, 8));
        both("vpdpbusd zmm15, zmm8, zmm0", "{vex} vpdpbusd ymm15, ymm8, ymm0", a -> a.vpdpbusd(15, 8, 0));
        evex("vpdpbusd zmm16, zmm0, zmm31", a -> a.vpdpbusd(16, 0, 31));
        evex("vpdpbusd zmm8, zmm31, zmm16", a -> a.vpdpbusd(8, 31, 16));
        evex("vpdpbusd zmm0, zmm7, dword ptr [rax]{1to16}", a -> a.vpdpbusdBroadcast(0, 7, RAX, 0));
        evex("vpdpbusd zmm15, zmm8, dword ptr [r8 + 4]{1to16}", a -> a.vpdpbusdBroadcast(15, 8, R8, 4));
        evex("vpdpbusd zmm7, zmm15, dword ptr [r10 - 1]{1to16}", a -> a.vpdpbusdBroadcast(7, 15, R10, -1));
        evex("vpdpbusd zmm31, zmm16, dword ptr [r11 + 508]{1to16}", a -> a.vpdpbusdBroadcast(31, 16, R11, 508));
        evex("vpdpbusd zmm16, zmm31, dword ptr [rbp - 512]{1to16}", a -> a.vpdpbusdBroadcast(16, 31, RBP, -512));
        evex("vpdpbusd zmm8, zmm0, dword ptr [r9 + 512]{1to16}", a -> a.vpdpbusdBroadcast(8, 0, R9, 512));
        evex("vpdpbusd zmm0, zmm8, dword ptr [rdi - 516]{1to16}", a -> a.vpdpbusdBroadcast(0, 8, RDI, -516));
        evex("vpdpbusd zmm8, zmm15, dword ptr [rip - 10]{1to16}", a -> a.vpdpbusdBroadcast(8, 15, CODE, 0));
    }

    private void floats() {
        both("vmovups zmmword ptr [rax], zmm0", "vmovups ymmword ptr [rax], ymm0", a -> a.vmovups(RAX, 0, 0));
        both("vmovups zmmword ptr [r8 + 64], zmm15", "vmovups ymmword ptr [r8 + 64], ymm15", a -> a.vmovups(R8, 64, 15));
        both("vmovups zmmword ptr [r10 - 1], zmm7", "vmovups ymmword ptr [r10 - 1], ymm7", a -> a.vmovups(R10, -1, 7));
        evex("vmovups zmmword ptr [r11 + 8128], zmm31", a -> a.vmovups(R11, 8128, 31));
        evex("vmovups zmmword ptr [rbp - 8192], zmm16", a -> a.vmovups(RBP, -8192, 16));
        evex("vmovups zmmword ptr [r9 + 8192], zmm8", a -> a.vmovups(R9, 8192, 8));
        evex("vmovups zmmword ptr [rdi - 8256], zmm0", a -> a.vmovups(RDI, -8256, 0));
        vex("vmovups ymmword ptr [r9 + 127], ymm8", a -> a.vmovups(R9, 127, 8));
        vex("vmovups ymmword ptr [rbp - 128], ymm0", a -> a.vmovups(RBP, -128, 0));
        vex("vmovups ymmword ptr [r11 + 128], ymm8", a -> a.vmovups(R11, 128, 8));
        vex("vmovups ymmword ptr [rdi - 129], ymm7", a -> a.vmovups(RDI, -129, 7));
        both("vmovups zmmword ptr [rip - 10], zmm8", "vmovups ymmword ptr [rip - 9], ymm8", a -> a.vmovups(CODE, 0, 8));
        both("vmovups zmmword ptr [rip + 90], zmm7", "vmovups ymmword ptr [rip + 91], ymm7", a -> a.vmovups(CODE, 100, 7));
        both("vcvtdq2ps zmm0, zmm8", "vcvtdq2ps ymm0, ymm8", a -> a.vcvtdq2ps(0, 8));
        both("vcvtdq2ps zmm15, zmm7", "vcvtdq2ps ymm15, ymm7", a -> a.vcvtdq2ps(15, 7));
        evex("vcvtdq2ps zmm16, zmm31", a -> a.vcvtdq2ps(16, 31));
        evex("vcvtdq2ps zmm8, zmm16", a -> a.vcvtdq2ps(8, 16));
        both("vaddps zmm0, zmm7, zmm8", "vaddps ymm0, ymm7, ymm8", a -> a.vaddps(0, 7, 8));
        both("vaddps zmm15, zmm8, zmm0", "vaddps ymm15, ymm8, ymm0", a -> a.vaddps(15, 8, 0));
        evex("vaddps zmm16, zmm0, zmm31", a -> a.vaddps(16, 0, 31));
        evex("vaddps zmm8, zmm31, zmm16", a -> a.vaddps(8, 31, 16));
        both("vmulps zmm0, zmm7, zmm8", "vmulps ymm0, ymm7, ymm8", a -> a.vmulps(0, 7, 8));
        both("vmulps zmm15, zmm8, zmm0", "vmulps ymm15, ymm8, ymm0", a -> a.vmulps(15, 8, 0));
        evex("vmulps zmm16, zmm0, zmm31", a -> a.vmulps(16, 0, 31));
        evex("vmulps zmm8, zmm31, zmm16", a -> a.vmulps(8, 31, 16));
        both("vmulps zmm0, zmm7, zmmword ptr [rax]", "vmulps ymm0, ymm7, ymmword ptr [rax]", a -> a.vmulps(0, 7, RAX, 0));
        both("vmulps zmm15, zmm8, zmmword ptr [r8 + 64]", "vmulps ymm15, ymm8, ymmword ptr [r8 + 64]",
                a -> a.vmulps(15, 8, R8, 64));
        both("vmulps zmm7, zmm15, zmmword ptr [r10 - 1]", "vmulps ymm7, ymm15, ymmword ptr [r10 - 1]",
                a -> a.vmulps(7, 15, R10, -1));
        evex("vmulps zmm31, zmm16, zmmword ptr [r11 + 8128]", a -> a.vmulps(31, 16, R11, 8128));
        evex("vmulps zmm16, zmm31, zmmword ptr [rbp - 8192]", a -> a.vmulps(16, 31, RBP, -8192));
        evex("vmulps zmm8, zmm0, zmmword ptr [r9 + 8192]", a -> a.vmulps(8, 0, R9, 8192));
        evex("vmulps zmm0, zmm8, zmmword ptr [rdi - 8256]", a -> a.vmulps(0, 8, RDI, -8256));
        vex("vmulps ymm0, ymm8, ymmword ptr [rbp - 128]", a -> a.vmulps(0, 8, RBP, -128));
        vex("vmulps ymm8, ymm15, ymmword ptr [r11 + 128]", a -> a.vmulps(8, 15, R11, 128));
        both("vmulps zmm8, zmm15, zmmword ptr [rip - 10]", "vmulps ymm8, ymm15, ymmword ptr [rip - 9]",
                a -> a.vmulps(8, 15, CODE, 0));
        evex("vmulps zmm0, zmm7, dword ptr [rax]{1to16}", a -> a.vmulpsBroadcast(0, 7, RAX, 0));
        evex("vmulps zmm15, zmm8, dword ptr [r8 + 4]{1to16}", a -> a.vmulpsBroadcast(15, 8, R8, 4));
        evex("vmulps zmm7, zmm15, dword ptr [r10 - 1]{1to16}", a -> a.vmulpsBroadcast(7, 15, R10, -1));
        evex("vmulps zmm31, zmm16, dword ptr [r11 + 508]{1to16}", a -> a.vmulpsBroadcast(31, 16, R11, 508));
        evex("vmulps zmm16, zmm31, dword ptr [rbp - 512]{1to16}", a -> a.vmulpsBroadcast(16, 31, RBP, -512));
        evex("vmulps zmm8, zmm0, dword ptr [r9 + 512]{1to16}", a -> a.vmulpsBroadcast(8, 0, R9, 512));
        evex("vmulps zmm0, zmm8, dword ptr [rdi - 516]{1to16}", a -> a.vmulpsBroadcast(0, 8, RDI, -516));
        evex("vmulps zmm8, zmm15, dword ptr [rip - 10]{1to16}", a -> a.vmulpsBroadcast(8, 15, CODE, 0));
        both("vfmadd231ps zmm0, zmm7, zmm8", "vfmadd231ps ymm0, ymm7, ymm8", a -> a.vfmadd231ps(0, 7, 8));
        both("vfmadd231ps zmm15, zmm8, zmm0", "vfmadd231ps ymm15, ymm8, ymm0", a -> a.vfmadd231ps(15, 8, 0));
        evex("vfmadd231ps zmm16, zmm0, zmm31", a -> a.vfmadd231ps(16, 0, 31));
        evex("vfmadd231ps zmm8, zmm31, zmm16", a -> a.vfmadd231ps(8, 31, 16));
        both("vfmadd231ps zmm0, zmm7, zmmword ptr [rax]", "vfmadd231ps ymm0, ymm7, ymmword ptr [rax]",
                a -> a.vfmadd231ps(0, 7, RAX, 0));
        both("vfmadd231ps zmm15, zmm8, zmmword ptr [r8 + 64]", "vfmadd231ps ymm15, ymm8, ymmword ptr [r8 + 64]",
                a -> a.vfmadd231ps(15, 8, R8, 64));
        both("vfmadd231ps zmm7, zmm15, zmmword ptr [r10 - 1]", "vfmadd231ps ymm7, ymm15, ymmword ptr [r10 - 1]",
                a -> a.vfmadd231ps(7, 15, R10, -1));
        evex("vfmadd231ps zmm31, zmm16, zmmword ptr [r11 + 8128]", a -> a.vfmadd231ps(31, 16, R11, 8128));
        evex("vfmadd231ps zmm16, zmm31, zmmword ptr [rbp - 8192]", a -> a.vfmadd231ps(16, 31, RBP, -8192));
        evex("vfmadd231ps zmm8, zmm0, zmmword ptr [r9 + 8192]", a -> a.vfmadd231ps(8, 0, R9, 8192));
        evex("vfmadd231ps zmm0, zmm8, zmmword ptr [rdi - 8256]", a -> a.vfmadd231ps(0, 8, RDI, -8256));
        vex("vfmadd231ps ymm0, ymm8, ymmword ptr [rbp - 128]", a -> a.vfmadd231ps(0, 8, RBP, -128));
        vex("vfmadd231ps ymm8, ymm15, ymmword ptr [r11 + 128]", a -> a.vfmadd231ps(8, 15, R11, 128));
        both("vfmadd231ps zmm8, zmm15, zmmword ptr [rip - 10]", "vfmadd231ps ymm8, ymm15, ymmword ptr [rip - 9]",
                a -> a.vfmadd231ps(8, 15, CODE, 0));
        both("vsubps zmm0, zmm7, zmm8", "vsubps ymm0, ymm7, ymm8", a -> a.vsubps(0, 7, 8));
        both("vsubps zmm15, zmm8, zmm0", "vsubps ymm15, ymm8, ymm0", a -> a.vsubps(15, 8, 0));
        evex("vsubps zmm16, zmm0, zmm31", a -> a.vsubps(16, 0, 31));
        evex("vsubps zmm8, zmm31, zmm16", a -> a.vsubps(8, 31, 16));
        both("vdivps zmm0, zmm7, zmm8", "vdivps ymm0, ymm7, ymm8", a -> a.vdivps(0, 7, 8));
        both("vdivps zmm15, zmm8, zmm0", "vdivps ymm15, ymm8, ymm0", a -> a.vdivps(15, 8, 0));
        evex("vdivps zmm16, zmm0, zmm31", a -> a.vdivps(16, 0, 31));
        evex("vdivps zmm8, zmm31, zmm16", a -> a.vdivps(8, 31, 16));
        both("vminps zmm0, zmm7, zmm8", "vminps ymm0, ymm7, ymm8", a -> a.vminps(0, 7, 8));
        both("vminps zmm15, zmm8, zmm0", "vminps ymm15, ymm8, ymm0", a -> a.vminps(15, 8, 0));
        evex("vminps zmm16, zmm0, zmm31", a -> a.vminps(16, 0, 31));
        evex("vminps zmm8, zmm31, zmm16", a -> a.vminps(8, 31, 16));
        both("vmaxps zmm0, zmm7, zmm8", "vmaxps ymm0, ymm7, ymm8", a -> a.vmaxps(0, 7, 8));
        both("vmaxps zmm15, zmm8, zmm0", "vmaxps ymm15, ymm8, ymm0", a -> a.vmaxps(15, 8, 0));
        evex("vmaxps zmm16, zmm0, zmm31", a -> a.vmaxps(16, 0, 31));
        evex("vmaxps zmm8, zmm31, zmm16", a -> a.vmaxps(8, 31, 16));
        both("vcvttps2dq zmm0, zmm8", "vcvttps2dq ymm0, ymm8", a -> a.vcvttps2dq(0, 8));
        both("vcvttps2dq zmm15, zmm7", "vcvttps2dq ymm15, ymm7", a -> a.vcvttps2dq(15, 7));
        evex("vcvttps2dq zmm16, zmm31", a -> a.vcvttps2dq(16, 31));
        evex("vcvttps2dq zmm8, zmm16", a -> a.vcvttps2dq(8, 16));
        both("vbroadcastss zmm0, xmm8", "vbroadcastss ymm0, xmm8", a -> a.vbroadcastss(0, 8));
        both("vbroadcastss zmm15, xmm7", "vbroadcastss ymm15, xmm7", a -> a.vbroadcastss(15, 7));
        evex("vbroadcastss zmm16, xmm31", a -> a.vbroadcastss(16, 31));
        evex("vbroadcastss zmm8, xmm16", a -> a.vbroadcastss(8, 16));
    }

    private void lanes() {
        both("vpermilps zmm0, zmm8, 78", "vpermilps ymm0, ymm8, 78", a -> a.vpermilps(0, 8, 78));
        both("vpermilps zmm15, zmm7, 177", "vpermilps ymm15, ymm7, 177", a -> a.vpermilps(15, 7, 177));
        evex("vpermilps zmm16, zmm31, 255", a -> a.vpermilps(16, 31, 255));
        evex("vpermilps zmm8, zmm16, 0", a -> a.vpermilps(8, 16, 0));
        evex("vshuff32x4 zmm0, zmm7, zmm8, 136", a -> a.vshuff32x4(0, 7, 8, 136));
        evex("vshuff32x4 zmm15, zmm8, zmm0, 221", a -> a.vshuff32x4(15, 8, 0, 221));
        evex("vshuff32x4 zmm16, zmm0, zmm31, 68", a -> a.vshuff32x4(16, 0, 31, 68));
        evex("vshuff32x4 zmm8, zmm31, zmm16, 238", a -> a.vshuff32x4(8, 31, 16, 238));
        vex("vperm2f128 ymm0, ymm7, ymm8, 32", a -> a.vperm2f128(0, 7, 8, 32));
        vex("vperm2f128 ymm15, ymm8, ymm0, 49", a -> a.vperm2f128(15, 8, 0, 49));
        vex("vperm2f128 ymm8, ymm0, ymm15, 3", a -> a.vperm2f128(8, 0, 15, 3));
        both("vextractf32x4 xmmword ptr [rax], zmm0, 0", "vextractf128 xmmword ptr [rax], ymm0, 0",
                a -> a.vextractf128(RAX, 0, 0, 0));
        both("vextractf32x4 xmmword ptr [r8 + 16], zmm15, 1", "vextractf128 xmmword ptr [r8 + 16], ymm15, 1",
                a -> a.vextractf128(R8, 16, 15, 1));
        both("vextractf32x4 xmmword ptr [r10 - 1], zmm7, 0", "vextractf128 xmmword ptr [r10 - 1], ymm7, 0",
                a -> a.vextractf128(R10, -1, 7, 0));
        evex("vextractf32x4 xmmword ptr [r11 + 2032], zmm31, 3", a -> a.vextractf128(R11, 2032, 31, 3));
        evex("vextractf32x4 xmmword ptr [rbp - 2048], zmm16, 0", a -> a.vextractf128(RBP, -2048, 16, 0));
        evex("vextractf32x4 xmmword ptr [r9 + 2048], zmm8, 1", a -> a.vextractf128(R9, 2048, 8, 1));
        evex("vextractf32x4 xmmword ptr [rdi - 2064], zmm0, 2", a -> a.vextractf128(RDI, -2064, 0, 2));
        vex("vextractf128 xmmword ptr [rbp - 128], ymm0, 1", a -> a.vextractf128(RBP, -128, 0, 1));
        vex("vextractf128 xmmword ptr [r11 + 128], ymm8, 0", a -> a.vextractf128(R11, 128, 8, 0));
        both("vpermd zmm0, zmm7, zmm8", "vpermd ymm0, ymm7, ymm8", a -> a.vpermd(0, 7, 8));
        both("vpermd zmm15, zmm8, zmm0", "vpermd ymm15, ymm8, ymm0", a -> a.vpermd(15, 8, 0));
        evex("vpermd zmm16, zmm0, zmm31", a -> a.vpermd(16, 0, 31));
        evex("vpermd zmm8, zmm31, zmm16", a -> a.vpermd(8, 31, 16));
        evex("vpmovdb xmmword ptr [rax], zmm0", a -> a.vpmovdb(RAX, 0, 0));
        evex("vpmovdb xmmword ptr [r8 + 16], zmm15", a -> a.vpmovdb(R8, 16, 15));
        evex("vpmovdb xmmword ptr [r11 + 2032], zmm31", a -> a.vpmovdb(R11, 2032, 31));
        evex("vpmovdb xmmword ptr [rdi - 2064], zmm16", a -> a.vpmovdb(RDI, -2064, 16));
        any("vmovd dword ptr [rax], xmm0", a -> a.vmovd(RAX, 0, 0));
        any("vmovd dword ptr [r8 + 4], xmm15", a -> a.vmovd(R8, 4, 15));
        any("vmovd dword ptr [r11 + 128], xmm8", a -> a.vmovd(R11, 128, 8));
        any("vmovd dword ptr [rsi - 129], xmm7", a -> a.vmovd(RSI, -129, 7));
        any("vzeroupper", a -> a.vzeroupper());
    }

    private void masks() {
        evex("kmovq k0, qword ptr [rax]", a -> a.kmovq(0, RAX, 0));
        evex("kmovq k1, qword ptr [rax + 256]", a -> a.kmovq(1, RAX, 256));
        evex("kmovq k7, qword ptr [r8 + 127]", a -> a.kmovq(7, R8, 127));
        evex("kmovq k2, qword ptr [rbp - 128]", a -> a.kmovq(2, RBP, -128));
        evex("kmovq k3, qword ptr [r11 + 128]", a -> a.kmovq(3, R11, 128));
        evex("kmovq k4, qword ptr [r9 - 129]", a -> a.kmovq(4, R9, -129));
        evex("kmovq k5, qword ptr [rip - 9]", a -> a.kmovq(5, CODE, 0));
        evex("kmovq k6, qword ptr [rip + 91]", a -> a.kmovq(6, CODE, 100));
    }

    private void general() {
        any("mov rax, rdi", a -> a.mov(RAX, RDI));
        any("mov r10, rsi", a -> a.mov(R10, RSI));
        any("mov rdx, r8", a -> a.mov(RDX, R8));
        any("mov r11, r9", a -> a.mov(R11, R9));
        any("add rax, rdi", a -> a.add(RAX, RDI));
        any("add r10, rsi", a -> a.add(R10, RSI));
        any("add rdx, r8", a -> a.add(RDX, R8));
        any("add r11, r9", a -> a.add(R11, R9));
        any("mov rax, 8", a -> a.movImmediate(RAX, 8));
        any("mov rbp, -64", a -> a.movImmediate(RBP, -64));
        any("mov r8, 305419896", a -> a.movImmediate(R8, 0x1234_5678));
        any("mov r11, -2147483648", a -> a.movImmediate(R11, Integer.MIN_VALUE));
        any("add rax, 8", a -> a.addImmediate(RAX, 8));
        any("add rbp, -64", a -> a.addImmediate(RBP, -64));
        any("add r8, 305419896", a -> a.addImmediate(R8, 0x1234_5678));
        any("add r11, -2147483648", a -> a.addImmediate(R11, Integer.MIN_VALUE));
        any("and rax, 8", a -> a.andImmediate(RAX, 8));
        any("and rbp, -64", a -> a.andImmediate(RBP, -64));
        any("and r8, 305419896", a -> a.andImmediate(R8, 0x1234_5678));
        any("and r11, -2147483648", a -> a.andImmediate(R11, Integer.MIN_VALUE));
        any("imul rax, rcx, 32", a -> a.imulImmediate(RAX, RCX, 32));
        any("imul r8, rdi, -3", a -> a.imulImmediate(R8, RDI, -3));
        any("imul rbx, r9, 100000", a -> a.imulImmediate(RBX, R9, 100_000));
        any("imul r11, r10, -100000", a -> a.imulImmediate(R11, R10, -100_000));
        any("dec rax", a -> a.dec(RAX));
        any("dec rdx", a -> a.dec(RDX));
        any("dec r8", a -> a.dec(R8));
        any("dec r11", a -> a.dec(R11));
        any("push rax", a -> a.push(RAX));
        any("push rbx", a -> a.push(RBX));
        any("push rbp", a -> a.push(RBP));
        any("push rdi", a -> a.push(RDI));
        any("pop rax", a -> a.pop(RAX));
        any("pop rbx", a -> a.pop(RBX));
        any("pop rbp", a -> a.pop(RBP));
        any("pop rdi", a -> a.pop(RDI));
        any("ret", a -> a.ret());
        any("prefetcht1 byte ptr [rax]", a -> a.prefetcht1(RAX, 0));
        any("prefetcht1 byte ptr [rsi + 64]", a -> a.prefetcht1(RSI, 64));
        any("prefetcht1 byte ptr [r8 + 127]", a -> a.prefetcht1(R8, 127));
        any("prefetcht1 byte ptr [rbx - 128]", a -> a.prefetcht1(RBX, -128));
        any("prefetcht1 byte ptr [r11 + 128]", a -> a.prefetcht1(R11, 128));
        any("prefetcht1 byte ptr [rdi - 129]", a -> a.prefetcht1(RDI, -129));
        any("prefetcht1 byte ptr [rip - 7]", a -> a.prefetcht1(CODE, 0));
        any("prefetcht1 byte ptr [rip + 93]", a -> a.prefetcht1(CODE, 100));
    }

    private void jumps() {
        any("jne -6", a -> a.jnz(a.here()));
        any("jne 0", a -> a.jnz(a.here() + 6));
        any("jne 1000", a -> a.jnz(1006));
        any("dec r9; add rax, 64; jne -16", a -> {
            int top = a.here();
            a.dec(R9);
            a.addImmediate(RAX, 64);
            a.jnz(top);
        });
        any("jmp 0", a -> a.jmpOver(0));
        any("jmp 4; nop; nop; nop; nop; prefetcht1 byte ptr [rip - 11]", a -> {
            a.jmpOver(4);
            int data = a.here();
            a.data(0x9090_9090);
            a.prefetcht1(CODE, data);
        });
        any("mov al, 1; mov cl, -2", a -> a.data(0xFEB1_01B0)); // the lowest byte first
    }

    private void both(String evex, String vex, Consumer<Assembler> call) {
        evex(evex, call);
        vex(vex, call);
    }

    private void evex(String text, Consumer<Assembler> call) {
        cases.add(new Case(Set.of(VectorEncoding.EVEX_512), text, call));
    }

    private void vex(String text, Consumer<Assembler> call) {
        cases.add(new Case(Set.of(VectorEncoding.VEX_256), text, call));
    }

    private void any(String text, Consumer<Assembler> call) {
        cases.add(new Case(EnumSet.allOf(VectorEncoding.class), text, call));
    }
}
