package io.gemstream.benchmarks.streams;

import io.gemstream.benchmarks.CpuTime;
import io.gemstream.benchmarks.GatewayProcess;
import io.gemstream.benchmarks.ResidentMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a gateway holds at a time, and what it used in the seconds before.
 *
 * @param heapMib in use after a collection
 * @param residentMib physical memory, all of it
 * @param descriptors open files, sockets above all
 * @param cpu processor seconds per second
 */
record ProcessFigures(long heapMib, double residentMib, int threads, long descriptors, double cpu) {

    private static final Duration OBSERVED = Duration.ofSeconds(10);

    static final String HEAD = String.format("%-34s %9s %12s %8s %12s %8s",
            "", "heap MiB", "resident MiB", "threads", "descriptors", "CPU s/s");

    static ProcessFigures of(GatewayProcess gateway) throws IOException, InterruptedException {
        double before = CpuTime.seconds(gateway.handle());
        Thread.sleep(OBSERVED);
        double cpu = (CpuTime.seconds(gateway.handle()) - before) / OBSERVED.toSeconds();
        long pid = gateway.handle().pid();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return new ProcessFigures(gateway.liveHeapMib(), ResidentMemory.of(pid).totalMib(), threads(pid),
                    descriptors.count(), cpu);
        }
    }

    String line(String when) {
        return String.format(Locale.ROOT, "%-34s %9d %12.0f %8d %12d %8.2f",
                when, heapMib, residentMib, threads, descriptors, cpu);
    }

    private static int threads(long pid) throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return status.filter(line -> line.startsWith("Threads:"))
                    .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
        }
    }
}
