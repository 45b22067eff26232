package io.gemstream.standalone.bench;

import io.gemstream.gemma.backend.cpu.VectorWidth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that the numbers were measured on.
 *
 * @param cpu the processor's name, or its architecture where the system does not tell
 * @param processors that this process may use
 * @param vectorBits width of the vectors that are used
 * @param jdk version of the JVM
 * @param os operating system
 * @param bandwidth bytes per second that all threads together read from memory
 */
public record Machine(String cpu, int processors, int vectorBits, String jdk, String os, double bandwidth) {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** Asks the system, and measures the bandwidth. */
    static Machine measure(int threads) throws InterruptedException {
        return new Machine(processorName(), Runtime.getRuntime().availableProcessors(), VectorWidth.bits(),
                Runtime.version().toString(), System.getProperty("os.name") + " " + System.getProperty("os.version"),
                MemoryBandwidth.measure(threads));
    }

    private static String processorName() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(() -> System.getProperty("os.arch"));
        } catch (IOException notLinux) {
            return System.getProperty("os.arch");
        }
    }
}
