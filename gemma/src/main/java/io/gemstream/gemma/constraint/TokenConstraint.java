package io.gemstream.gemma.constraint;

/**
 * Tracks where one generation stands in its grammar: says which tokens may come next and takes the one that came. The
 * same tokens lead to the same masks, so a constraint is restored by accepting again the tokens already generated.
 *
 * <p>Not thread-safe; many constraints may share one {@link GrammarMasks} on different threads.
 */
public final class TokenConstraint {

    private final GrammarMasks masks;
    private State state;
    private boolean ended;

    TokenConstraint(GrammarMasks masks, State state) {
        this.masks = masks;
        this.state = state;
    }

    /**
     * The tokens that may come next. After an end token: none.
     *
     * @param allowed [{@link TokenTrie#maskWords()} or more] overwritten; bit {@code t % 64} of word {@code t / 64} is
     *     set if token {@code t} is allowed
     * @throws ConstraintException if the vocabulary cannot spell any continuation, which one with all 256 single bytes
     *     always can
     */
    public void mask(long[] allowed) {
        if (ended) {
            java.util.Arrays.fill(allowed, 0);
            return;
        }
        TokenMask mask = masks.mask(state);
        if (mask.isEmpty() && !state.accepting) {
            throw new ConstraintException("no token of the vocabulary can continue the text");
        }
        mask.copyTo(allowed);
    }

    /** Whether one token may come next, without a mask. */
    public boolean allows(int token) {
        if (ended) {
            return false;
        }
        if (masks.vocabulary().isEnd(token)) {
            return state.accepting;
        }
        byte[] bytes = masks.vocabulary().bytes(token);
        return bytes.length > 0
                && bytes.length <= TrieNodes.MAX_TOKEN_BYTES
                && masks.read(state, bytes) != State.DEAD;
    }

    /**
     * Takes the next token.
     *
     * @throws ConstraintException if the token is not allowed; the constraint stays as it was
     */
    public void accept(int token) {
        if (!allows(token)) {
            throw new ConstraintException("token: " + token + " (expected: one the constraint allows)");
        }
        if (masks.vocabulary().isEnd(token)) {
            ended = true;
        } else {
            state = masks.read(state, masks.vocabulary().bytes(token));
        }
    }

    /** Whether the text is complete and nothing may follow it. */
    public boolean mustEnd() {
        return ended || state.isEnd();
    }
}
