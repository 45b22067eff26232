package io.gemstream.gemma.tokenizer;

/** Ways to encode text that looks like a turn token. */
public enum EncodeMode {
    /**
     * {@code <start_of_turn>}, {@code <end_of_turn>} and what else begins or ends a turn stay plain text, so that a user
     * cannot forge a turn. The template puts the real ones in by id.
     */
    PLAIN_TURN_TOKENS,
    /** Exactly SentencePiece: the text of a turn token becomes the turn token. For conformance and trusted text. */
    SENTENCE_PIECE
}
