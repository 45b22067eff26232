package io.gemstream.gemma.format;

import java.util.OptionalInt;

/**
 * The parts of a vocabulary that the two tokenizer files of a Hugging Face directory have in common. One entry per
 * token id.
 *
 * @param texts the pieces
 * @param scores merge priority, higher first
 * @param types SentencePiece's type codes
 * @param bos id that begins a text
 * @param eos id that ends a text
 * @param unknown id of the unknown piece, where there is one
 * @param pad id of padding, where there is one
 */
record Pieces(
        String[] texts,
        float[] scores,
        int[] types,
        int bos,
        int eos,
        OptionalInt unknown,
        OptionalInt pad) {

    static final int NORMAL = 1;
    static final int UNKNOWN = 2;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int UNUSED = 5;
    static final int BYTE = 6;

    /** The same special ids over other pieces. */
    Pieces with(String[] otherTexts, float[] otherScores, int[] otherTypes) {
        return new Pieces(otherTexts, otherScores, otherTypes, bos, eos, unknown, pad);
    }

    /** The id of a piece, or empty where there is none of that text. */
    OptionalInt id(String text) {
        for (int id = 0; id < texts.length; id++) {
            if (texts[id].equals(text)) {
                return OptionalInt.of(id);
            }
        }
        return OptionalInt.empty();
    }
}
