package io.gemstream.gemma.backend.pjrt;

import java.util.OptionalLong;

/**
 * Memory that a backend takes on each of its devices.
 *
 * @param weightBytes weights
 * @param kvBytes the KV cache, which is there from the start
 * @param workBytes working memory of the program that needs most
 * @param limitBytes memory that may be used, or empty where the plug-in does not tell its size
 */
public record DeviceMemoryUse(long weightBytes, long kvBytes, long workBytes, OptionalLong limitBytes) {

    /** All of it. */
    public long usedBytes() {
        return weightBytes + kvBytes + workBytes;
    }
}
