package io.gemstream.gemma.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encodings of all instructions, and what the assembler refuses because it would encode something else. */
class ArmAssemblerTest {

    /**
     * The lines of the fixture, of which {@code check-encodings.sh} finds that a disassembler reads the text in the bytes. A
     * new case takes its line from the message of this test; then run that script.
     */
    @Test
    void writesTheBytesThatADisassemblerReads() throws IOException {
        List<String> lines = ArmEncodingCases.all().stream().map(ArmAssemblerTest::line).toList();
        assertThat(lines).containsExactlyElementsOf(fixture());
    }

    @Test
    void everyCaseIsAnother() {
        assertThat(ArmEncodingCases.all()).extracting(ArmEncodingCases.Case::text).doesNotHaveDuplicates();
    }

    @Test
    void targetsCountFromTheInstruction() {
        ArmAssembler a = new ArmAssembler();
        a.data(0);
        assertThat(a.here()).isEqualTo(4);
        a.bNe(0);
        assertThat(a.code()).containsExactly(0, 0, 0, 0, 0xE1, 0xFF, 0xFF, 0x54); // b.ne #-4
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 32})
    void refusesRegistersThatThereAreNot(int register) {
        refuses(a -> a.fmul(register, 0, 0));
        refuses(a -> a.fmul(0, register, 0));
        refuses(a -> a.fmul(0, 0, register));
        refuses(a -> a.sdot(0, 0, register, 0));
        refuses(a -> a.madd(0, 0, 0, register));
        refuses(a -> a.mov(register, 0));
        refuses(a -> a.movImmediate(register, 0));
        refuses(a -> a.addImmediate(0, register, 0));
        refuses(a -> a.ldrQ(register, 0, 0));
        refuses(a -> a.ldrQ(0, register, 0));
        refuses(a -> a.ldrQ(register, 0));
        refuses(a -> a.stpD(0, register, 0, 0));
        refuses(a -> a.moviB(register, 0));
    }

    @Test
    void refusesImmediatesThatDoNotFit() {
        refuses(a -> a.movImmediate(0, -1));
        refuses(a -> a.movImmediate(0, 1 << 16));
        refuses(a -> a.addImmediate(0, 0, -1));
        refuses(a -> a.addImmediate(0, 0, 1 << 12));
        refuses(a -> a.clearLowest(0, 0, 0));
        refuses(a -> a.clearLowest(0, 0, 63));
        refuses(a -> a.moviB(0, -1));
        refuses(a -> a.moviB(0, 256));
        refuses(a -> a.shlB(0, 0, 8));
        refuses(a -> a.shlS(0, 0, 32));
        refuses(a -> a.ushrB(0, 0, 0));
        refuses(a -> a.ushrB(0, 0, 9));
        refuses(a -> a.sshrS(0, 0, 0));
        refuses(a -> a.sshrS(0, 0, 33));
        refuses(a -> a.sdot(0, 0, 0, 4));
        refuses(a -> a.fmul(0, 0, 0, -1));
    }

    @Test
    void refusesDisplacementsThatDoNotFit() {
        refuses(a -> a.ldrQ(0, 0, -16));
        refuses(a -> a.ldrQ(0, 0, 65536));
        refuses(a -> a.ldrH(0, 0, 8192));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArmAssembler().ldrQ(0, 0, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArmAssembler().ldrH(0, 0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArmAssembler().stpD(0, 0, 0, 512));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArmAssembler().bNe(1 << 20));
        assertThatIllegalArgumentException().isThrownBy(() -> new ArmAssembler().b(2));
    }

    private static void refuses(Consumer<ArmAssembler> call) {
        assertThatThrownBy(() -> call.accept(new ArmAssembler())).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static String line(ArmEncodingCases.Case of) {
        ArmAssembler assembler = new ArmAssembler();
        of.call().accept(assembler);
        return HexFormat.ofDelimiter(" ").formatHex(assembler.code()) + " | " + of.text();
    }

    private static List<String> fixture() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                ArmAssemblerTest.class.getResourceAsStream("/assembler/aarch64.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
