package io.gemstream.gemma.tokenizer;

import java.util.Arrays;

/**
 * Finds pieces by a range of characters, without making a string of the range. Open addressing with linear probing;
 * hashes are {@link String#hashCode()}'s, which grow character by character.
 */
final class PieceTable {

    private static final int ABSENT = -1;

    private final String[] pieces; // [vocabulary size]
    private final int[] slots; // [power of two] id or ABSENT
    private final int longest;

    private PieceTable(String[] pieces, int[] slots, int longest) {
        this.pieces = pieces;
        this.slots = slots;
        this.longest = longest;
    }

    /** A table over some pieces of a vocabulary; a text that occurs twice is refused. */
    static PieceTable of(Vocabulary vocabulary, int[] ids) {
        String[] pieces = new String[vocabulary.size()];
        int[] slots = new int[Math.max(4, Integer.highestOneBit(Math.max(1, ids.length)) * 4)];
        Arrays.fill(slots, ABSENT);
        int longest = 0;
        PieceTable table = new PieceTable(pieces, slots, 0);
        for (int id : ids) {
            String piece = vocabulary.piece(id);
            pieces[id] = piece;
            longest = Math.max(longest, piece.length());
            int slot = table.slot(piece.hashCode(), piece.toCharArray(), 0, piece.length());
            if (slots[slot] != ABSENT) {
                throw new IllegalArgumentException(
                        "pieces[" + id + "]: \"" + piece + "\" (expected: not the text of piece " + slots[slot] + ")");
            }
            slots[slot] = id;
        }
        return new PieceTable(pieces, slots, longest);
    }

    /** Id of the piece {@code text[from, to)}, or -1. */
    int find(char[] text, int from, int to) {
        if (to - from > longest) {
            return ABSENT;
        }
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return slots[slot(hash, text, from, to)];
    }

    /** Id of the longest piece that starts at {@code from}, or -1. */
    int longestAt(char[] text, int from) {
        int found = ABSENT;
        int hash = 0;
        int end = Math.min(text.length, from + longest);
        for (int to = from + 1; to <= end; to++) {
            hash = 31 * hash + text[to - 1];
            int id = slots[slot(hash, text, from, to)];
            if (id != ABSENT) {
                found = id;
            }
        }
        return found;
    }

    /** Where the text is, or the free slot where it would be. */
    private int slot(int hash, char[] text, int from, int to) {
        int mask = slots.length - 1;
        int slot = (hash ^ hash >>> 15) * 0x9E3779B1 >>> 7 & mask;
        while (slots[slot] != ABSENT && !isPiece(pieces[slots[slot]], hash, text, from, to)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static boolean isPiece(String piece, int hash, char[] text, int from, int to) {
        if (piece.hashCode() != hash || piece.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (piece.charAt(i - from) != text[i]) {
                return false;
            }
        }
        return true;
    }
}
