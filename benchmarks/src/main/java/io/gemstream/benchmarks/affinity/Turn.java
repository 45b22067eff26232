package io.gemstream.benchmarks.affinity;

import io.gemstream.benchmarks.Percentiles;
import java.util.List;
import java.util.Locale;

/**
 * A request of a conversation, as its client saw it.
 *
 * @param promptTokens of the whole conversation so far
 * @param cachedTokens those of them that the worker did not have to compute
 * @param firstTokenMs from the call to the first token
 */
record Turn(int promptTokens, int cachedTokens, double firstTokenMs) {

    /** Share of the prompts' tokens that were found in a cache, and the times to the first token. */
    static String report(List<Turn> turns) {
        long prompt = turns.stream().mapToLong(Turn::promptTokens).sum();
        long cached = turns.stream().mapToLong(Turn::cachedTokens).sum();
        Percentiles ms = Percentiles.of(turns.stream().mapToDouble(Turn::firstTokenMs).toArray());
        return String.format(Locale.ROOT, "hit ratio %.3f   first token p50 %8.1f ms   p99 %8.1f ms   of %d requests",
                (double) cached / prompt, ms.at(50), ms.at(99), turns.size());
    }
}
