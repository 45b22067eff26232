package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.api.OptionValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options of the PJRT backend: devices, memory, numbers and shapes of programs.
 *
 * @param device the device, or the first of several
 * @param devices devices that hold the model together; divides the key heads
 * @param pluginFolders where plug-ins for {@code gpu} and {@code tpu} are looked for
 * @param clientOptions further options for the plug-in, by its own names
 * @param programCache folder for compiled programs, or empty to compile at every start
 * @param memoryFraction share of the device memory that may be used, over 0 and at most 1
 * @param slots sequences that run at a time
 * @param blockTokens positions per KV block, a power of two
 * @param kvCacheTokens positions the KV cache has room for, or 0 for what fits
 * @param chunkTokens positions that attention reads at a time; rounded to whole blocks
 * @param profile how numbers are stored and multiplied
 * @param shapes shapes that programs are compiled for
 */
public record PjrtOptions(
        DeviceSpec device,
        int devices,
        List<Path> pluginFolders,
        Map<String, OptionValue> clientOptions,
        Optional<Path> programCache,
        double memoryFraction,
        int slots,
        int blockTokens,
        long kvCacheTokens,
        int chunkTokens,
        PjrtProfile profile,
        StepShapes shapes) {

    private static final int USUAL_SLOTS = 8;

    public PjrtOptions {
        require(devices >= 1, "devices", devices, ">= 1");
        require(memoryFraction > 0 && memoryFraction <= 1, "memoryFraction", memoryFraction, "over 0, at most 1");
        require(slots >= 1, "slots", slots, ">= 1");
        require(blockTokens >= 1 && Integer.bitCount(blockTokens) == 1, "blockTokens", blockTokens, "a power of two");
        require(
                kvCacheTokens >= 0 && kvCacheTokens <= Integer.MAX_VALUE / 2, "kvCacheTokens", kvCacheTokens,
                "0 to " + Integer.MAX_VALUE / 2);
        require(chunkTokens >= 1, "chunkTokens", chunkTokens, ">= 1");
        pluginFolders = List.copyOf(pluginFolders);
        clientOptions = Map.copyOf(clientOptions);
    }

    /** One device, 90 % of its memory, 8 slots, the profile {@code exact}, and the same program for all rows. */
    public static PjrtOptions defaults(DeviceSpec device) {
        return new PjrtOptions(
                device, 1, List.of(), Map.of(), Optional.empty(), 0.9, USUAL_SLOTS, 16, 0, 256, PjrtProfile.EXACT,
                StepShapes.uniform(USUAL_SLOTS));
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
    }
}
