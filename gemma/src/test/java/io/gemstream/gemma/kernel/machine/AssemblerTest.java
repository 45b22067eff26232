package io.gemstream.gemma.kernel.machine;

import static io.gemstream.gemma.kernel.machine.Assembler.CODE;
import static io.gemstream.gemma.kernel.machine.Assembler.R10;
import static io.gemstream.gemma.kernel.machine.Assembler.R8;
import static io.gemstream.gemma.kernel.machine.Assembler.RAX;
import static io.gemstream.gemma.kernel.machine.Assembler.RSP;
import static io.gemstream.gemma.kernel.machine.VectorEncoding.EVEX_512;
import static io.gemstream.gemma.kernel.machine.VectorEncoding.VEX_256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encodings of all instructions, and what the assembler refuses because it would encode something else. */
class AssemblerTest {

    private static final int R12 = 12;

    /**
     * The lines of the fixture, of which {@code check-encodings.sh} finds that a disassembler reads the text in the bytes. A
     * new case takes its line from the message of this test; then run that script.
     */
    @Test
    void writesTheBytesThatADisassemblerReads() throws IOException {
        List<String> lines = EncodingCases.all().stream().flatMap(AssemblerTest::lines).toList();
        assertThat(lines).containsExactlyElementsOf(fixture());
    }

    @Test
    void everyCaseIsAnother() {
        assertThat(EncodingCases.all()).extracting(EncodingCases.Case::text).doesNotHaveDuplicates();
    }

    @Test
    void refusesInVexWhatIsEvexAlone() {
        refusesEncoding(VEX_256, a -> a.vpaddb(0, 0, 0, 1));
        refusesEncoding(VEX_256, a -> a.vpdpbusdBroadcast(0, 0, RAX, 0));
        refusesEncoding(VEX_256, a -> a.vpternlogd(0, 0, 0, 0));
        refusesEncoding(VEX_256, a -> a.vmulpsBroadcast(0, 0, RAX, 0));
        refusesEncoding(VEX_256, a -> a.vshuff32x4(0, 0, 0, 0));
        refusesEncoding(VEX_256, a -> a.kmovq(1, RAX, 0));
        refusesEncoding(VEX_256, a -> a.vpmovdb(RAX, 0, 0));
    }

    @Test
    void refusesInEvexWhatIsVexAlone() {
        refusesEncoding(EVEX_512, a -> a.vpsignb(0, 0, 0));
        refusesEncoding(EVEX_512, a -> a.vpcmpeqb(0, 0, 0));
        refusesEncoding(EVEX_512, a -> a.vpcmpeqb(0, 0, RAX, 0));
        refusesEncoding(EVEX_512, a -> a.vperm2f128(0, 0, 0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void refusesVectorsThatThereAreNot(VectorEncoding encoding) {
        for (int vector : new int[] {-1, encoding.registers()}) {
            refuses(encoding, a -> a.vpaddd(vector, 0, 0));
            refuses(encoding, a -> a.vpaddd(0, vector, 0));
            refuses(encoding, a -> a.vpaddd(0, 0, vector));
            refuses(encoding, a -> a.vcvtdq2ps(vector, 0));
            refuses(encoding, a -> a.vcvtdq2ps(0, vector));
            refuses(encoding, a -> a.vpsllw(vector, 0, 1));
            refuses(encoding, a -> a.vpsllw(0, vector, 1));
            refuses(encoding, a -> a.vmulps(vector, 0, RAX, 0));
            refuses(encoding, a -> a.vmulps(0, vector, RAX, 0));
            refuses(encoding, a -> a.vmovups(RAX, 0, vector));
            refuses(encoding, a -> a.vmovd(RAX, 0, vector));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 32})
    void refusesVectorsThatThereAreNotBesideMasksAndBroadcasts(int vector) {
        refuses(EVEX_512, a -> a.vpaddb(vector, 0, 0, 1));
        refuses(EVEX_512, a -> a.vpaddb(0, vector, 0, 1));
        refuses(EVEX_512, a -> a.vpaddb(0, 0, vector, 1));
        refuses(EVEX_512, a -> a.vmulpsBroadcast(vector, 0, RAX, 0));
        refuses(EVEX_512, a -> a.vmulpsBroadcast(0, vector, RAX, 0));
    }

    /** As the mask of an instruction, k0 stands for all lanes. */
    @Test
    void refusesMasksThatThereAreNot() {
        refuses(EVEX_512, a -> a.vpaddb(0, 0, 0, 0));
        refuses(EVEX_512, a -> a.vpaddb(0, 0, 0, 8));
        refuses(EVEX_512, a -> a.kmovq(-1, RAX, 0));
        refuses(EVEX_512, a -> a.kmovq(8, RAX, 0));
    }

    /** RSP and R12 say that another byte of the operand follows. */
    @ParameterizedTest
    @ValueSource(ints = {CODE - 1, RSP, R12, 16})
    void refusesBasesThatNeedAnotherForm(int base) {
        for (VectorEncoding encoding : VectorEncoding.values()) {
            refuses(encoding, a -> a.vmovdqu(0, base, 0));
            refuses(encoding, a -> a.vmovups(base, 0, 0));
            refuses(encoding, a -> a.vextractf128(base, 0, 0, 0));
            refuses(encoding, a -> a.prefetcht1(base, 0));
            refuses(encoding, a -> a.vmovd(base, 0, 0));
        }
        refuses(EVEX_512, a -> a.vpdpbusdBroadcast(0, 0, base, 0));
        refuses(EVEX_512, a -> a.kmovq(1, base, 0));
    }

    /** The displacement would count from the end of the instruction, which is not that of the operand. */
    @ParameterizedTest
    @EnumSource
    void refusesTheCodeAsBaseWhereMoreOfTheInstructionFollows(VectorEncoding encoding) {
        refuses(encoding, a -> a.vextractf128(CODE, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 16})
    void refusesGeneralRegistersThatThereAreNot(int register) {
        refuses(VEX_256, a -> a.mov(register, RAX));
        refuses(VEX_256, a -> a.mov(RAX, register));
        refuses(VEX_256, a -> a.imulImmediate(register, RAX, 1));
        refuses(VEX_256, a -> a.imulImmediate(RAX, register, 1));
        refuses(VEX_256, a -> a.addImmediate(register, 1));
        refuses(VEX_256, a -> a.dec(register));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, R8, R10})
    void pushesAndPopsLowRegistersAlone(int register) {
        refuses(VEX_256, a -> a.push(register));
        refuses(VEX_256, a -> a.pop(register));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256})
    void refusesImmediatesThatAreNoByte(int value) {
        refuses(VEX_256, a -> a.vpsllw(0, 0, value));
        refuses(VEX_256, a -> a.vpsrlw(0, 0, value));
        refuses(VEX_256, a -> a.vpslld(0, 0, value));
        refuses(VEX_256, a -> a.vpsrld(0, 0, value));
        refuses(VEX_256, a -> a.vpermilps(0, 0, value));
        refuses(VEX_256, a -> a.vperm2f128(0, 0, 0, value));
        refuses(EVEX_512, a -> a.vpternlogd(0, 0, 0, value));
        refuses(EVEX_512, a -> a.vshuff32x4(0, 0, 0, value));
    }

    @ParameterizedTest
    @EnumSource
    void refusesQuartersThatAVectorDoesNotHave(VectorEncoding encoding) {
        refuses(encoding, a -> a.vextractf128(RAX, 0, 0, -1));
        refuses(encoding, a -> a.vextractf128(RAX, 0, 0, encoding.bytes() / 16));
    }

    private static void refusesEncoding(VectorEncoding encoding, Consumer<Assembler> call) {
        assertThatIllegalStateException().isThrownBy(() -> call.accept(new Assembler(encoding)));
    }

    private static void refuses(VectorEncoding encoding, Consumer<Assembler> call) {
        assertThatThrownBy(() -> call.accept(new Assembler(encoding))).isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** One line, or several where encodings differ though they should not. */
    private static Stream<String> lines(EncodingCases.Case of) {
        return of.encodings().stream()
                .map(encoding -> {
                    Assembler assembler = new Assembler(encoding);
                    of.call().accept(assembler);
                    return HexFormat.ofDelimiter(" ").formatHex(assembler.code()) + " | " + of.text();
                })
                .distinct();
    }

    private static List<String> fixture() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                AssemblerTest.class.getResourceAsStream("/assembler/x86-64.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
