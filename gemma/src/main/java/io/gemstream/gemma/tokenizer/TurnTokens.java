package io.gemstream.gemma.tokenizer;

/**
 * The tokens around a turn. Looked up by name: their ids differ between Gemma 2 and Gemma 3.
 *
 * @param start id of {@code <start_of_turn>}
 * @param end id of {@code <end_of_turn>}
 */
public record TurnTokens(int start, int end) {

    static final String START_PIECE = "<start_of_turn>";
    static final String END_PIECE = "<end_of_turn>";
}
