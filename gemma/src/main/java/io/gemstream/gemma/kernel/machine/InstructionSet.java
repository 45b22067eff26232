package io.gemstream.gemma.kernel.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The instruction sets that there are kernels for, the fastest of an architecture first. All give the same bits. Linux
 * on x86-64 and arm64: what a machine has is read from {@code /proc/cpuinfo}, and where there is none, as on macOS, no
 * kernel was ever tried and none is offered.
 */
public enum InstructionSet {
    /** Sixteen lanes, and an instruction for four products of bytes. Servers since Ice Lake and Zen 4. */
    AVX512_VNNI(VectorEncoding.EVEX_512, "avx512f", "avx512bw", "avx512_vnni"),
    /** Eight lanes, and that instruction. Client CPUs since Alder Lake. */
    AVX_VNNI(VectorEncoding.VEX_256, "avx2", "fma", "f16c", "avx_vnni"),
    /** Eight lanes; products are added up in 16 bits. Everything since Haswell and Zen. */
    AVX2(VectorEncoding.VEX_256, "avx2", "fma", "f16c"),
    /** Four lanes, and an instruction for small matrices of bytes. Graviton 3 and 4, Neoverse V1 and N2. */
    NEON_I8MM("asimddp", "i8mm"),
    /** Four lanes, and an instruction for four products of bytes. Graviton 2, Neoverse N1, Cortex-A76. */
    NEON_DOT("asimddp");

    private final Architecture architecture;
    private final Optional<VectorEncoding> encoding;
    private final List<String> flags;

    /** What a kernel's code is for. */
    private enum Architecture {
        X86_64("amd64", "flags"),
        ARM64("aarch64", "Features");

        /** What Java calls it. */
        private final String osArch;
        /** The name of the line of {@code /proc/cpuinfo} that names what a CPU has. */
        private final String flagsLine;

        Architecture(String osArch, String flagsLine) {
            this.osArch = osArch;
            this.flagsLine = flagsLine;
        }
    }

    InstructionSet(VectorEncoding encoding, String... flags) {
        this.architecture = Architecture.X86_64;
        this.encoding = Optional.of(encoding);
        this.flags = List.of(flags);
    }

    InstructionSet(String... flags) {
        this.architecture = Architecture.ARM64;
        this.encoding = Optional.empty();
        this.flags = List.of(flags);
    }

    /** The best that this machine has, or empty where there are no kernels for it. */
    public static Optional<InstructionSet> best() {
        return all().stream().findFirst();
    }

    /** All that this machine has, the fastest first. */
    public static List<InstructionSet> all() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return List.of();
        }
        try {
            return all(System.getProperty("os.arch"), Files.readAllLines(Path.of("/proc/cpuinfo")));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** @param cpuInfo lines of {@code /proc/cpuinfo} */
    static List<InstructionSet> all(String osArch, List<String> cpuInfo) {
        return Stream.of(values())
                .filter(set -> set.architecture.osArch.equals(osArch))
                .filter(set -> flags(set.architecture, cpuInfo).containsAll(set.flags))
                .toList();
    }

    /** Whether there are kernels of attention, too, and not only of panels. */
    public boolean hasAttention() {
        return encoding.isPresent();
    }

    /** Whether there are {@link MachineRowFunctions} and {@link StoredKernels}. */
    public boolean hasRowFunctions() {
        return encoding.isPresent();
    }

    /** How vectors are encoded, on x86-64. */
    VectorEncoding encoding() {
        return encoding.orElseThrow(() -> new UnsupportedOperationException(this + " is not of x86-64"));
    }

    private static Set<String> flags(Architecture architecture, List<String> cpuInfo) {
        return cpuInfo.stream()
                .filter(line -> line.startsWith(architecture.flagsLine))
                .findFirst()
                .map(line -> Set.copyOf(List.of(line.split("\\s+"))))
                .orElse(Set.of());
    }
}
