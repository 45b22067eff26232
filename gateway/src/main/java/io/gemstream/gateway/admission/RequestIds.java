package io.gemstream.gateway.admission;

import io.gemstream.proto.Topics;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Request ids whose stream lands on a partition that this gateway tails anyway. */
public final class RequestIds {

    /** Draws per partition before any id is taken; a miss after 64 rounds is as likely as {@code e^-64}. */
    private static final int ROUNDS = 64;

    private RequestIds() {}

    /**
     * Draws an id.
     *
     * @param uuids source of random UUIDs
     * @param owned partitions of gemstream.tokens that this gateway owns; empty: any id will do
     * @param partitions how many partitions the topic has
     */
    public static String draw(Supplier<UUID> uuids, Set<Integer> owned, int partitions) {
        String id = uuids.get().toString();
        if (owned.isEmpty()) {
            return id;
        }
        for (int i = 0; i < ROUNDS * partitions && !owned.contains(Topics.partition(id, partitions)); i++) {
            id = uuids.get().toString();
        }
        return id;
    }
}
