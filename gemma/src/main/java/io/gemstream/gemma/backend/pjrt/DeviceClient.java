package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.OptionValue;
import io.gemstream.gemma.backend.pjrt.api.PjrtClient;
import io.gemstream.gemma.backend.pjrt.api.PjrtDevice;
import io.gemstream.gemma.backend.pjrt.api.PjrtPlugin;
import io.gemstream.gemma.backend.pjrt.api.PluginNotFoundException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * A client and the devices of it that a worker is pinned to.
 *
 * @param client to be closed by the owner
 * @param devices as many as the options ask for
 */
record DeviceClient(PjrtClient client, List<PjrtDevice> devices) {

    /**
     * Loads the plug-in and takes hold of the devices.
     *
     * @throws PluginNotFoundException if plug-in or device is not there
     */
    static DeviceClient open(PjrtOptions options) {
        PjrtPlugin plugin = PjrtPlugin.load(PluginLocator.locate(options.device(), options.pluginFolders()));
        PjrtClient client = plugin.createClient(clientOptions(options));
        try {
            List<PjrtDevice> all = client.devices();
            int first = firstDevice(options.device());
            if (first + options.devices() > all.size()) {
                throw new PluginNotFoundException("device " + options.device() + ": " + options.devices()
                        + " devices from number " + first + " (expected: within the " + all.size()
                        + " that plug-in " + plugin.path() + " sees)");
            }
            return new DeviceClient(client, all.subList(first, first + options.devices()));
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
