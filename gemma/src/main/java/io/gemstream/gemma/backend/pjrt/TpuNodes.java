package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.DeviceUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Checks that this host has device nodes of TPU chips. */
final class TpuNodes {

    private TpuNodes() {}

    /**
     * Refuses a host without a TPU before libtpu is loaded, which would ask a metadata server for minutes there, and
     * could not be interrupted.
     *
     * @param dev the folder {@code /dev}; chips are {@code accel0} in it, or {@code vfio/0} from v5e on
     * @throws DeviceUnavailableException if there is no chip
     */
    static void require(DeviceSpec.Tpu device, Path dev) {
        if (!anyNumbered(dev, "accel") && !anyNumbered(dev.resolve("vfio"), "")) {
            throw new DeviceUnavailableException("device " + device + ": no TPU in this host (expected: " + dev
                    + "/accel0 or " + dev + "/vfio/0; in a container, nodes that were passed on)");
        }
    }

    private static boolean anyNumbered(Path folder, String prefix) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> nodes = Files.list(folder)) {
            return nodes.anyMatch(node -> node.getFileName().toString().matches(prefix + "[0-9]+"));
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be listed", e);
        }
    }
}
