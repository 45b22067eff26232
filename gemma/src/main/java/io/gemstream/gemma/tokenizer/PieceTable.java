package io.gemstream.gemma.tokenizer;

import java.util.Arrays;

/**
 * Finds pieces by a range of characters, without making a string of the range. Open addressing with linear probing;
 * hashes grow character by character.
 */
final class PieceTable {

    private static final int ABSENT = -1;

    private final PieceTexts texts; // of the whole vocabulary
    private final int[] slots; // [power of two] id or ABSENT
    private final int longest;

    private PieceTable(PieceTexts texts, int[] slots, int longest) {
        this.texts = texts;
        this.slots = slots;
        this.longest = longest;
    }

    /** A table over some pieces of a vocabulary; a text that occurs twice is refused. */
    static PieceTable of(Vocabulary vocabulary, int[] ids) {
        PieceTexts texts = vocabulary.texts();
        int[] slots = new int[Math.max(4, Integer.highestOneBit(Math.max(1, ids.length)) * 4)];
        Arrays.fill(slots, ABSENT);
        int longest = 0;
        PieceTable table = new PieceTable(texts, slots, 0);
        for (int id : ids) {
            int from = texts.start(id);
            int to = from + texts.length(id);
            longest = Math.max(longest, to - from);
            int slot = table.slot(hash(texts.chars(), from, to), texts.chars(), from, to);
            if (slots[slot] != ABSENT) {
                throw new IllegalArgumentException("pieces[" + id + "]: \"" + texts.text(id)
                        + "\" (expected: not the text of piece " + slots[slot] + ")");
            }
            slots[slot] = id;
        }
        return new PieceTable(texts, slots, longest);
    }

    /** Id of the piece {@code text[from, to)}, or -1. */
    int find(char[] text, int from, int to) {
        if (to - from > longest) {
            return ABSENT;
        }
        return slots[slot(hash(text, from, to), text, from, to)];
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
        while (slots[slot] != ABSENT && !texts.matches(slots[slot], text, from, to)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private static int hash(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        return hash;
    }
}
