package io.gemstream.gateway.admission;

/**
 * What a model's workers can do, as their heartbeats say.
 *
 * @param slots generations at once
 * @param tokensPerSecond generated while there is work; 0 where nothing was measured yet
 * @param longest most tokens that one generation can have, by context and KV cache
 */
public record Capacity(int slots, double tokensPerSecond, long longest) {

    /** No worker. */
    public static final Capacity NONE = new Capacity(0, 0, 0);

    /** Both together. */
    Capacity plus(Capacity other) {
        return new Capacity(slots + other.slots, tokensPerSecond + other.tokensPerSecond,
                Math.max(longest, other.longest));
    }
}
