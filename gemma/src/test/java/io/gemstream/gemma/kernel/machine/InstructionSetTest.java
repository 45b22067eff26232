package io.gemstream.gemma.kernel.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class InstructionSetTest {

    @Test
    void theFastestComesFirst() {
        assertThat(InstructionSet.all("amd64", List.of(
                "processor\t: 0", "flags\t\t: fpu avx2 fma f16c avx512f avx512bw avx512_vnni", "bugs\t\t: spectre_v1")))
                .containsExactly(InstructionSet.AVX512_VNNI, InstructionSet.AVX2);
        assertThat(InstructionSet.all("amd64", List.of("flags\t\t: fpu avx2 fma f16c avx_vnni")))
                .containsExactly(InstructionSet.AVX_VNNI, InstructionSet.AVX2);
        assertThat(InstructionSet.all("aarch64", List.of(
                "processor\t: 0", "BogoMIPS\t: 2100.00", "Features\t: fp asimd fphp asimdhp asimddp i8mm bf16")))
                .containsExactly(InstructionSet.NEON_I8MM, InstructionSet.NEON_DOT);
        assertThat(InstructionSet.all("aarch64", List.of("Features\t: fp asimd fphp asimdhp asimddp")))
                .containsExactly(InstructionSet.NEON_DOT);
    }

    @Test
    void whatIsMissingIsNotOffered() {
        assertThat(InstructionSet.all("amd64", List.of("flags\t\t: fpu avx2 fma"))).isEmpty();
        assertThat(InstructionSet.all("aarch64", List.of("Features\t: fp asimd i8mm"))).isEmpty();
        assertThat(InstructionSet.all("aarch64", List.of())).isEmpty();
        assertThat(InstructionSet.all("riscv64", List.of("isa\t: rv64imafdcv"))).isEmpty();
    }

    @Test
    void attentionIsWrittenForX86Alone() {
        assertThat(InstructionSet.values()).filteredOn(InstructionSet::hasAttention).containsExactly(
                InstructionSet.AVX512_VNNI, InstructionSet.AVX_VNNI, InstructionSet.AVX2);
    }
}
