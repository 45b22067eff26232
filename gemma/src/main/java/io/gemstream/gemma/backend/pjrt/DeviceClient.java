package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.DeviceMemoryException;
import io.gemstream.gemma.backend.pjrt.api.DeviceUnavailableException;
import io.gemstream.gemma.backend.pjrt.api.OptionValue;
import io.gemstream.gemma.backend.pjrt.api.PjrtClient;
import io.gemstream.gemma.backend.pjrt.api.PjrtDevice;
import io.gemstream.gemma.backend.pjrt.api.PjrtException;
import io.gemstream.gemma.backend.pjrt.api.PjrtPlugin;
import io.gemstream.gemma.backend.pjrt.api.PjrtVersionException;
import io.gemstream.gemma.backend.pjrt.api.PluginNotFoundException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * A PJRT client and those of its devices that a worker is pinned to.
 *
 * @param plugin where it came from
 * @param client to be closed by the owner
 * @param devices as many as the options ask for
 */
record DeviceClient(PjrtPlugin plugin, PjrtClient client, List<PjrtDevice> devices) {

    /**
     * Loads the plug-in and takes hold of the devices.
     *
     * @throws PluginNotFoundException if the plug-in is not there
     * @throws DeviceUnavailableException if the device is not there, or cannot be used
     */
    static DeviceClient open(PjrtOptions options) {
        Path library = PluginLocator.locate(options.device(), options.pluginFolders());
        if (options.device() instanceof DeviceSpec.Tpu tpu) {
            TpuNodes.require(tpu, Path.of("/dev"));
        }
        PjrtClient client = client(library, options);
        PjrtPlugin plugin = client.plugin();
        try {
            List<PjrtDevice> all = client.devices();
            int first = firstDevice(options.device());
            if (first + options.devices() > all.size()) {
                throw new DeviceUnavailableException("device " + options.device() + ": "
                        + (options.devices() == 1 ? "number " + first
                                : "numbers " + first + " to " + (first + options.devices() - 1))
                        + (all.size() == 1 ? " (expected: 0, the only one that" : " (expected: of the 0 to "
                                + (all.size() - 1) + " that") + " plug-in " + plugin.path() + " sees)");
            }
            return new DeviceClient(plugin, client, all.subList(first, first + options.devices()));
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Bytes that may be used on each device, or empty where the plug-in does not tell. */
    OptionalLong availableBytes(PjrtOptions options) {
        OptionalLong limit = devices.getFirst().memoryLimitBytes();
        // The GPU plug-in was given the fraction and tells what is left of it.
        return options.device() instanceof DeviceSpec.Gpu || limit.isEmpty()
                ? limit
                : OptionalLong.of((long) (limit.getAsLong() * options.memoryFraction()));
    }

    private static PjrtClient client(Path library, PjrtOptions options) {
        try {
            return PjrtPlugin.load(library).createClient(clientOptions(options));
        } catch (DeviceMemoryException | PjrtVersionException | PluginNotFoundException e) {
            throw e;
        } catch (PjrtException e) {
            String check = switch (options.device()) {
                case DeviceSpec.Gpu _ -> "check that nvidia-smi shows the device and that the CUDA libraries of the"
                        + " plug-in's version are on LD_LIBRARY_PATH";
                case DeviceSpec.Tpu _ -> "check that this host has a TPU and no other process holds it";
                case DeviceSpec.Cpu _, DeviceSpec.Plugin _ -> "check the options given to the plug-in: "
                        + options.clientOptions().keySet();
            };
            throw new DeviceUnavailableException(e, "device " + options.device() + ": " + e.getMessage() + " (" + check
                    + ")");
        }
    }

    /** Options of the GPU plug-in: openxla/xla {@code xla/pjrt/plugin/xla_gpu/xla_gpu_allocator_config.h}. */
    private static Map<String, OptionValue> clientOptions(PjrtOptions options) {
        Map<String, OptionValue> all = new HashMap<>(options.clientOptions());
        if (options.device() instanceof DeviceSpec.Gpu(int index)) {
            all.putIfAbsent("memory_fraction", new OptionValue.Real((float) options.memoryFraction()));
            all.putIfAbsent("preallocate", new OptionValue.Flag(true));
            all.putIfAbsent("visible_devices", new OptionValue.Wholes(
                    LongStream.range(index, index + options.devices()).toArray()));
        }
        return all;
    }

    /** A GPU client sees only its own devices, so they count from 0 again. */
    private static int firstDevice(DeviceSpec device) {
        return switch (device) {
            case DeviceSpec.Cpu _, DeviceSpec.Gpu _ -> 0;
            case DeviceSpec.Tpu(int index) -> index;
            case DeviceSpec.Plugin(_, int index) -> index;
        };
    }
}
