package io.gemstream.gemma.kernel.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The instruction sets that there are kernels for, the fastest first. All give the same bits. Linux on x86-64. */
public enum InstructionSet {
    /** Sixteen lanes, and an instruction for four products of bytes. Servers since Ice Lake and Zen 4. */
    AVX512_VNNI(VectorEncoding.EVEX_512, "avx512f", "avx512bw", "avx512_vnni"),
    /** Eight lanes, and that instruction. Client CPUs since Alder Lake. */
    AVX_VNNI(VectorEncoding.VEX_256, "avx2", "fma", "f16c", "avx_vnni"),
    /** Eight lanes; products are added up in 16 bits. Everything since Haswell and Zen. */
    AVX2(VectorEncoding.VEX_256, "avx2", "fma", "f16c");

    private final VectorEncoding encoding;
    private final List<String> flags;

    InstructionSet(VectorEncoding encoding, String... flags) {
        this.encoding = encoding;
        this.flags = List.of(flags);
    }

    /** The best that this machine has, or empty where there are no kernels for it. */
    public static Optional<InstructionSet> best() {
        return all().stream().findFirst();
    }

    /** All that this machine has, the fastest first. */
    public static List<InstructionSet> all() {
        Set<String> flags = cpuFlags();
        return Stream.of(values()).filter(set -> flags.containsAll(set.flags)).toList();
    }

    VectorEncoding encoding() {
        return encoding;
    }

    private static Set<String> cpuFlags() {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64")) {
            return Set.of();
        }
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> Set.copyOf(List.of(line.split("\\s+"))))
                    .orElse(Set.of());
        } catch (IOException e) {
            return Set.of();
        }
    }
}
