package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.PluginNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the plug-in of a device; the places are those of the Python packages that carry it. */
final class PluginLocator {

    private static final List<String> GPU = List.of(
            "xla_cuda_plugin.so", "jax_plugins/xla_cuda13/xla_cuda_plugin.so",
            "jax_plugins/xla_cuda12/xla_cuda_plugin.so");
    private static final List<String> TPU = List.of("libtpu.so", "libtpu/libtpu.so");

    private PluginLocator() {}

    /** @throws PluginNotFoundException with what to install, if it is nowhere */
    static Path locate(DeviceSpec device, List<Path> folders) {
        return switch (device) {
            case DeviceSpec.Plugin(Path library, _) -> library;
            case DeviceSpec.Gpu _ -> find(device, folders, GPU, "jax-cuda13-pjrt (with CUDA 13) or jax-cuda12-pjrt");
            case DeviceSpec.Tpu _ -> find(device, folders, TPU, "libtpu");
            case DeviceSpec.Cpu _ -> throw new IllegalArgumentException(
                    "device: cpu (expected: gpu:N, tpu:N or pjrt:<plug-in>:N; the CPU has a backend of its own)");
        };
    }

    private static Path find(DeviceSpec device, List<Path> folders, List<String> files, String packages) {
        return folders.stream()
                .flatMap(folder -> files.stream().map(folder::resolve))
                .filter(Files::isReadable)
                .findFirst()
                .orElseThrow(() -> new PluginNotFoundException("device " + device + ": no "
                        + (folders.isEmpty() ? "folder to look for " + files.getFirst() + " in"
                                : files.getFirst() + " in " + folders)
                        + " (unpack the Python package " + packages + " into a plug-in folder, or name the library itself with pjrt:<plug-in>:N)"));
    }
}
