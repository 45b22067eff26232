package io.gemstream.gateway.stream;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tracks the partitions of gemstream.tokens that the live tail covers, and how far it has got in each. Thread-safe. */
final class PartitionOwnership {

    private final ConcurrentHashMap<Integer, Long> delivered = new ConcurrentHashMap<>();

    /** The tail will bring every record from {@code offset} on. */
    void own(int partition, long offset) {
        delivered.put(partition, offset);
    }

    void lose(int partition) {
        delivered.remove(partition);
    }

    /** Every record before {@code offset} was handed on. Never goes back, and means nothing once the partition is lost. */
    void advance(int partition, long offset) {
        delivered.computeIfPresent(partition, (_, known) -> Math.max(known, offset));
    }

    /** The offset up to which the tail has got; empty where it does not cover the partition. */
    OptionalLong delivered(int partition) {
        Long offset = delivered.get(partition);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    Set<Integer> owned() {
        return Set.copyOf(delivered.keySet());
    }
}
