package io.gemstream.gemma.tokenizer;

import java.util.Arrays;

/**
 * Holds the texts of a vocabulary's pieces one after the other: a string each would take ten times the memory of its
 * characters. Immutable.
 */
final class PieceTexts {

    private final char[] chars; // of all pieces, by id
    private final int[] starts; // [size + 1] piece id is chars[starts[id], starts[id + 1])

    private PieceTexts(char[] chars, int[] starts) {
        this.chars = chars;
        this.starts = starts;
    }

    /** Copies the texts; an index is an id. */
    static PieceTexts of(String[] texts) {
        int[] starts = new int[texts.length + 1];
        for (int id = 0; id < texts.length; id++) {
            starts[id + 1] = Math.addExact(starts[id], texts[id].length());
        }
        char[] chars = new char[starts[texts.length]];
        for (int id = 0; id < texts.length; id++) {
            texts[id].getChars(0, texts[id].length(), chars, starts[id]);
        }
        return new PieceTexts(chars, starts);
    }

    /** Number of pieces. */
    int size() {
        return starts.length - 1;
    }

    /** The text of a piece, made anew. */
    String text(int id) {
        return new String(chars, starts[id], length(id));
    }

    /** Characters of a piece. */
    int length(int id) {
        return starts[id + 1] - starts[id];
    }

    /** All texts in the order of their ids, to be read only; see {@link #start}. */
    char[] chars() {
        return chars;
    }

    /** Where a piece begins in {@link #chars}. */
    int start(int id) {
        return starts[id];
    }

    /** Whether a piece's text is {@code text[from, to)}. */
    boolean matches(int id, char[] text, int from, int to) {
        return Arrays.equals(chars, starts[id], starts[id + 1], text, from, to);
    }
}
