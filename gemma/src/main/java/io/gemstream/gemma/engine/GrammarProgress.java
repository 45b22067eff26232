package io.gemstream.gemma.engine;

import io.gemstream.gemma.constraint.GrammarMasks;
import io.gemstream.gemma.constraint.TokenConstraint;
import io.gemstream.gemma.sampling.TokenLimits;
import java.util.Optional;

/** Where a sequence stands in its grammar, if it has one. The mask's storage is kept from token to token. */
final class GrammarProgress {

    private static final int[] NONE = {};

    private final Optional<TokenConstraint> constraint;
    private final long[] allowed; // [mask words], empty without a grammar

    /** @param vocabularySize ids of the tokenizer */
    GrammarProgress(Optional<GrammarMasks> grammar, int vocabularySize) {
        this.constraint = grammar.map(GrammarMasks::start);
        this.allowed = new long[grammar.isPresent() ? Math.ceilDiv(vocabularySize, Long.SIZE) : 0];
    }

    /**
     * What must not come next. The same arrays every time.
     *
     * @param banned end tokens that the request does not want yet. Where the grammar's text is complete and cannot go
     *     on there is nothing else to choose, so there they are not banned
     */
    TokenLimits limits(int[] banned) {
        if (constraint.isEmpty()) {
            return TokenLimits.without(banned);
        }
        constraint.get().mask(allowed);
        return new TokenLimits(constraint.get().mustEnd() ? NONE : banned, allowed);
    }

    /** Takes the token that came. */
    void accept(int id) {
        constraint.ifPresent(state -> state.accept(id));
    }
}
