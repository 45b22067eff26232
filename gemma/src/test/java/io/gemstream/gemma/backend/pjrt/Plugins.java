package io.gemstream.gemma.backend.pjrt;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where {@code src/test/scripts/fetch-pjrt-plugin.sh} puts plug-ins; the versions are those of the script. */
public enum Plugins {
    CPU("cpu-0.11.2/lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"),
    GPU("gpu-0.11.2/jax_plugins/xla_cuda13/xla_cuda_plugin.so"),
    TPU("tpu-0.0.52/libtpu/libtpu.so");

    private final String file;

    Plugins(String file) {
        this.file = file;
    }

    /** The plug-in that the backend's tests run on: {@code -Dgemstream.pjrt.test=gpu} on a machine that has one. */
    public static Plugins underTest() {
        return valueOf(System.getProperty("gemstream.pjrt.test", "cpu").toUpperCase(Locale.ROOT));
    }

    /** The library, where it was fetched. */
    public Path path() {
        return cache().resolve("gemstream/pjrt").resolve(file);
    }

    /** Why a test that needs the plug-in cannot run, or empty where it can. */
    public Optional<String> missing() {
        // Without ptxas the CUDA plug-in ends the process where it should report an error.
        boolean complete = this != GPU || Files.isReadable(path().resolveSibling("../../nvidia/cu13/bin/ptxas"));
        return Files.isReadable(path()) && complete
                ? Optional.empty()
                : Optional.of("no " + path() + ": run src/test/scripts/fetch-pjrt-plugin.sh "
                        + name().toLowerCase(Locale.ROOT));
    }

    private static Path cache() {
        String configured = System.getenv("XDG_CACHE_HOME");
        return configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
    }
}
