package io.gemstream.standalone.bench;

import io.gemstream.gemma.backend.cpu.MemoryEstimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory of this process by use, in bytes.
 *
 * @param mapped weights in the mapped file; shared with the page cache
 * @param packed weights packed for the profile, off the heap
 * @param kvCache the KV cache when it is full
 * @param heap used heap, with what the KV cache holds of it
 * @param resident physical memory of the process, what it touched of the file included; empty where the system does not
 *     tell
 */
public record MemoryUse(long mapped, long packed, long kvCache, long heap, OptionalLong resident) {

    private static final Path STATUS = Path.of("/proc/self/status");

    /** Looks, after a collection. */
    static MemoryUse of(MemoryEstimate estimate) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new MemoryUse(estimate.weightBytes(), estimate.packedBytes(), estimate.kvBytes(),
                runtime.totalMemory() - runtime.freeMemory(), residentBytes());
    }

    private static OptionalLong residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst();
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }
}
