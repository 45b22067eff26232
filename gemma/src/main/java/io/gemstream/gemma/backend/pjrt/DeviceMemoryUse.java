package io.gemstream.gemma.backend.pjrt;

import java.util.OptionalLong;

/**
 * What a backend takes of the memory of each of its devices.
 *
 * @param weightBytes weights
 * @param kvBytes the KV cache, which is there from the start
 * @param workBytes what the hungriest program works in
 * @param limitBytes what may be used, or empty where the plug-in does not tell what there is
 */
public record DeviceMemoryUse(long weightBytes, long kvBytes, long workBytes, OptionalLong limitBytes) {

    /** All of it. */
    public long usedBytes() {
        return weightBytes + kvBytes + workBytes;
    }
}
