package io.gemstream.gemma;

import io.gemstream.gemma.constraint.ConstraintException;
import io.gemstream.gemma.constraint.GrammarMasks;
import io.gemstream.gemma.constraint.GrammarText;
import io.gemstream.gemma.constraint.TokenTrie;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Compiles grammars for a tokenizer's vocabulary and caches those used last by their text. Thread-safe; one compilation
 * at a time, for which the callers behind it wait. Nothing is built before the first grammar is asked for, or
 * {@link #warmUp}.
 */
public final class BoundGrammars {

    /** States whose masks are computed ahead, so that the first tokens of a text do not wait for them. */
    private static final int STATES_AHEAD = 64;

    private final Tokenizer tokenizer;
    private final int most;
    private final SequencedMap<GrammarText, GrammarMasks> known = new LinkedHashMap<>(); // oldest use first
    private Optional<TokenTrie> trie = Optional.empty();

    /** @param most grammars kept */
    public BoundGrammars(Tokenizer tokenizer, int most) {
        this.tokenizer = tokenizer;
        this.most = most;
    }

    /**
     * The masks of a grammar. Compiles it where it is not known, which takes milliseconds, and for a large schema longer.
     *
     * @throws ConstraintException if it cannot be compiled
     */
    public synchronized GrammarMasks masks(GrammarText text) {
        GrammarMasks masks = known.remove(text);
        if (masks == null) {
            masks = GrammarMasks.of(text.compile(), trie()).ahead(STATES_AHEAD);
        }
        known.putLast(text, masks);
        if (known.size() > most) {
            known.pollFirstEntry();
        }
        return masks;
    }

    /**
     * Arranges the vocabulary, which the first grammar would wait for (a second or two with 262,144 pieces and a cold
     * JVM), and compiles the grammar of JSON objects. Blocks.
     */
    public void warmUp() {
        masks(new GrammarText(GrammarText.Syntax.JSON_OBJECT, ""));
    }

    private TokenTrie trie() {
        if (trie.isEmpty()) {
            trie = Optional.of(trie(tokenizer));
        }
        return trie.get();
    }

    /** The bytes of a tokenizer's vocabulary; its own end tokens are those of every grammar's text. */
    public static TokenTrie trie(Tokenizer tokenizer) {
        byte[][] bytes = new byte[tokenizer.size()][];
        Arrays.setAll(bytes, tokenizer::bytes);
        int[] ends = tokenizer.endTokens();
        return TokenTrie.of(
                bytes,
                id -> !tokenizer.isText(id),
                id -> Arrays.stream(ends).anyMatch(end -> end == id));
    }
}
