package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.SamplingOptions;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.stream.IntStream;

/**
 * Ids that end a text: eos and the end of the turn, which published configurations often forget, and those the request
 * names.
 *
 * @param ids a handful, in no order
 * @param minTokens tokens before which none of them may come
 */
record EndTokens(int[] ids, int minTokens) {

    private static final int[] NONE = {};

    static EndTokens of(Tokenizer tokenizer, SamplingOptions options) {
        IntStream own = IntStream.concat(
                IntStream.of(tokenizer.vocabulary().eos()),
                tokenizer.turnTokens().stream().mapToInt(turn -> turn.end()));
        IntStream named = options.stopTokenIds().stream().mapToInt(Integer::intValue);
        IntStream all = options.ignoreEos() ? named : IntStream.concat(own, named);
        return new EndTokens(all.distinct().toArray(), options.minTokens());
    }

    boolean contains(int id) {
        for (int end : ids) {
            if (end == id) {
                return true;
            }
        }
        return false;
    }

    /** Ids that must not be chosen as token {@code index}. */
    int[] bannedAt(int index) {
        return index < minTokens ? ids : NONE;
    }
}
