package io.gemstream.gemma.engine;

import io.gemstream.gemma.constraint.GrammarMasks;
import io.gemstream.gemma.constraint.TokenConstraint;
import io.gemstream.gemma.sampling.TokenLimits;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Tracks where a sequence stands in its grammar, if it has one. The mask's storage is kept from token to token. */
final class GrammarProgress {

    private static final int[] NONE = {};

    private final Optional<TokenConstraint> constraint;
    private final int vocabularySize;
    private final long[] allowed; // [mask words], empty without a grammar

    /** @param vocabularySize ids of the tokenizer */
    GrammarProgress(Optional<GrammarMasks> grammar, int vocabularySize) {
        this.constraint = grammar.map(GrammarMasks::start);
        this.vocabularySize = vocabularySize;
        this.allowed = new long[grammar.isPresent() ? Math.ceilDiv(vocabularySize, Long.SIZE) : 0];
    }

    /**
     * The tokens that must not come next, in the same arrays every time.
     *
     * @param banned end tokens that the request does not want yet, each once. Where there is nothing else to choose,
     *     because a grammar wants one of them or because they are all there is, they are not banned
     */
    TokenLimits limits(int[] banned) {
        if (constraint.isEmpty()) {
            return banned.length == vocabularySize ? TokenLimits.NONE : TokenLimits.without(banned);
        }
        constraint.get().mask(allowed);
        return new TokenLimits(banned.length == 0 || leavesAnything(banned) ? banned : NONE, allowed);
    }

    private boolean leavesAnything(int[] banned) {
        long left = LongStream.of(allowed).map(Long::bitCount).sum();
        return left > IntStream.of(banned).filter(this::isAllowed).count();
    }

    private boolean isAllowed(int id) {
        return id < vocabularySize && (allowed[id >> 6] >>> id & 1) != 0;
    }

    /** Takes the token that came. */
    void accept(int id) {
        constraint.ifPresent(state -> state.accept(id));
    }
}
