package io.gemstream.it;

import java.nio.file.Files;
import java.nio.file.Path;

/** The PJRT plug-in that makes accelerators of the CPU, where {@code fetch-pjrt-plugin.sh} puts it. */
final class CpuPlugin {

    static final Path LIBRARY = Path.of(
            System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"),
            "gemstream", "pjrt", "cpu-0.11.2", "lammps_jax_pjrt_cpu", "pjrt_c_api_cpu_plugin.so");

    private CpuPlugin() {}

    static boolean isThere() {
        return Files.isReadable(LIBRARY);
    }

    /** The device of a worker. */
    static String device(int number) {
        return "pjrt:" + LIBRARY + ":" + number;
    }
}
