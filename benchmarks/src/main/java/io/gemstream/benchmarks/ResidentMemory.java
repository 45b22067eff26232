package io.gemstream.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Physical memory of a process, as Linux tells it.
 *
 * @param ownBytes its own, which nobody else has a use for
 * @param fileBytes pages of mapped files, above all the model's: page cache, which goes where memory is short
 */
public record ResidentMemory(long ownBytes, long fileBytes) {

    private static final double MIB = 1 << 20;

    public static ResidentMemory of(long pid) throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/" + pid + "/status")));
    }

    static ResidentMemory parse(List<String> status) {
        return new ResidentMemory(bytes(status, "RssAnon:") + bytes(status, "RssShmem:"), bytes(status, "RssFile:"));
    }

    public double totalMib() {
        return (ownBytes + fileBytes) / MIB;
    }

    public double fileMib() {
        return fileBytes / MIB;
    }

    private static long bytes(List<String> status, String key) {
        return status.stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }
}
