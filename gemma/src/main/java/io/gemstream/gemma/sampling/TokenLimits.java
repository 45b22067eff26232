package io.gemstream.gemma.sampling;

import java.util.Arrays;

/**
 * Tokens that must not come out, in the two forms in which they are known: a handful of ids, and a mask over the whole
 * vocabulary. Holds the arrays, not copies, so that none is allocated per token.
 *
 * @param banned ids that must not come out
 * @param allowed bit {@code t % 64} of word {@code t / 64} says whether token {@code t} may; tokens beyond its end may
 *     not. Empty: all may
 */
public record TokenLimits(int[] banned, long[] allowed) {

    private static final int[] NO_IDS = {};
    private static final long[] ALL = {};

    /** Anything may come out. */
    public static final TokenLimits NONE = new TokenLimits(NO_IDS, ALL);

    /** All but a few ids. */
    public static TokenLimits without(int... banned) {
        return banned.length == 0 ? NONE : new TokenLimits(banned, ALL);
    }

    boolean isNone() {
        return banned.length == 0 && allowed.length == 0;
    }

    /** Puts minus infinity in the place of what must not come out. */
    void apply(float[] logits, int size) {
        for (int id : banned) {
            if (id < size) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }
        if (allowed.length > 0) {
            mask(logits, size);
        }
    }

    private void mask(float[] logits, int size) {
        for (int from = 0; from < size; from += Long.SIZE) {
            long forbidden = from >> 6 < allowed.length ? ~allowed[from >> 6] : -1L;
            int to = Math.min(size, from + Long.SIZE);
            if (forbidden == -1L) {
                Arrays.fill(logits, from, to, Float.NEGATIVE_INFINITY);
                continue;
            }
            for (; forbidden != 0; forbidden &= forbidden - 1) {
                int id = from + Long.numberOfTrailingZeros(forbidden);
                if (id < to) {
                    logits[id] = Float.NEGATIVE_INFINITY;
                }
            }
        }
    }
}
