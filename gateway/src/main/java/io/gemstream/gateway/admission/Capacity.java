package io.gemstream.gateway.admission;

import io.gemstream.proto.v1.ModelRecord;
import java.util.List;

/**
 * The capacity of a model's workers, as their heartbeats say.
 *
 * @param slots generations at once
 * @param tokensPerSecond generated while there is work; 0 where nothing was measured yet
 * @param longest most tokens that one generation can have, by context and KV cache
 */
public record Capacity(int slots, double tokensPerSecond, long longest) {

    /** No worker. */
    public static final Capacity NONE = new Capacity(0, 0, 0);

    /** The capacity of several workers together. */
    public static Capacity of(List<ModelRecord> workers) {
        return workers.stream()
                .map(worker -> new Capacity(worker.getSlots(), worker.getTokensPerSecond(), longest(worker)))
                .reduce(NONE, Capacity::plus);
    }

    private static long longest(ModelRecord worker) {
        return worker.getKvCacheTokens() == 0
                ? worker.getContextLength() : Math.min(worker.getContextLength(), worker.getKvCacheTokens());
    }

    private Capacity plus(Capacity other) {
        return new Capacity(slots + other.slots, tokensPerSecond + other.tokensPerSecond,
                Math.max(longest, other.longest));
    }
}
