package io.gemstream.gateway.admission;

import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.kafka.Partitions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Draws request ids whose log lies in a partition that this gateway tails anyway, and checks the ids of clients. */
public final class RequestIds {

    /** Draws per partition before any id is taken; a miss after 64 rounds is as likely as {@code e^-64}. */
    private static final int ROUNDS = 64;

    private static final Pattern UUID4 =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private RequestIds() {}

    /**
     * A client's idempotency key as a request id: in lower case, so that one key has one partition.
     *
     * @throws GemstreamException INVALID_OPTION where it is no UUID of version 4
     */
    public static String ofClient(String key) {
        String id = key.toLowerCase(Locale.ROOT);
        if (!UUID4.matcher(id).matches()) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION,
                    "request_id: " + Echo.quoted(key) + " (expected: a UUID of version 4)",
                    Map.of(ErrorStatus.FIELD, "request_id"));
        }
        return id;
    }

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
        for (int i = 0; i < ROUNDS * partitions && !owned.contains(Partitions.of(id, partitions)); i++) {
            id = uuids.get().toString();
        }
        return id;
    }
}
