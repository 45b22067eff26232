package io.gemstream.gemma.backend.pjrt.api;

/**
 * Device memory of an executable.
 *
 * @param argumentBytes all arguments
 * @param outputBytes all results
 * @param aliasedBytes results that live in the memory of donated arguments
 * @param temporaryBytes needed while it runs
 */
public record MemoryUse(long argumentBytes, long outputBytes, long aliasedBytes, long temporaryBytes) {}
