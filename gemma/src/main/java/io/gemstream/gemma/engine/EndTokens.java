package io.gemstream.gemma.engine;

import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.stream.IntStream;

/**
 * Ids that end a text: the model's own, see {@link Tokenizer#endTokens}, and those the request names. Under a grammar
 * the model's own always count, because they are how a grammar's text ends.
 *
 * @param ids a handful, in no order
 * @param minTokens tokens before which none of them may come
 */
record EndTokens(int[] ids, int minTokens) {

    private static final int[] NONE = {};

    static EndTokens of(Tokenizer tokenizer, SequenceRequest request) {
        boolean ownCount = !request.options().ignoreEos() || request.grammar().isPresent();
        IntStream own = ownCount ? IntStream.of(tokenizer.endTokens()) : IntStream.empty();
        IntStream named = request.options().stopTokenIds().stream().mapToInt(Integer::intValue);
        return new EndTokens(
                IntStream.concat(own, named).distinct().toArray(), request.options().minTokens());
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
