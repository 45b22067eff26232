package io.gemstream.gemma;

import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.gemma.tokenizer.Vocabulary;

/** Makes tokenizers of stored vocabularies: the formats and the tokenizer do not know each other. */
public final class Tokenizers {

    private Tokenizers() {}

    /**
     * A tokenizer of the stored vocabulary.
     *
     * @throws IllegalArgumentException if its arrays contradict each other
     */
    public static Tokenizer of(StoredVocabulary stored) {
        return Tokenizer.of(vocabulary(stored));
    }

    /**
     * The stored vocabulary, with the habits of whoever wrote the file undone.
     *
     * @throws IllegalArgumentException if its arrays contradict each other
     */
    public static Vocabulary vocabulary(StoredVocabulary stored) {
        return Vocabulary.of(stored.tokens(), stored.scores(), stored.tokenTypes(), stored.bos(), stored.eos(),
                        stored.unknown().orElse(-1), stored.pad().orElse(-1))
                .withAddBos(stored.addBos())
                .withEndTokens(stored.endTokens().stream().mapToInt(id -> id).toArray());
    }
}
