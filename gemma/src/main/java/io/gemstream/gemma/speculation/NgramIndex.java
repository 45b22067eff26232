package io.gemstream.gemma.speculation;

import java.util.stream.IntStream;

/**
 * Finds where the end of a growing text stood before: the longest of its last 4, 3 or 2 tokens, at its latest
 * occurrence. Constant work per token, amortised; memory in proportion to the text.
 */
final class NgramIndex {

    private static final int SHORTEST = 2;
    private static final int LONGEST = 4;
    private static final int[] NO_DRAFT = {};

    private final NgramTable[] tables =
            IntStream.rangeClosed(SHORTEST, LONGEST).mapToObj(NgramTable::new).toArray(NgramTable[]::new);
    private int indexed; // n-grams that end before a position up to this one are in the tables

    /**
     * The tokens that followed the last time.
     *
     * @param tokens the text and perhaps more; earlier calls saw the beginning of it
     * @param length tokens of the text
     * @param most drafts wanted
     * @return {@code most} drafts, or none. Where the earlier occurrence is so near that the text ends first, the
     *     drafts repeat what is between: a text that repeats itself is drafted to go on so
     */
    int[] continuation(int[] tokens, int length, int most) {
        for (int end = indexed + 1; end < length; end++) {
            for (NgramTable table : tables) {
                table.put(tokens, end);
            }
        }
        indexed = Math.max(indexed, length - 1);
        for (int i = tables.length - 1; i >= 0; i--) {
            int from = tables[i].find(tokens, length);
            if (from > 0) {
                return copy(tokens, from, length, most);
            }
        }
        return NO_DRAFT;
    }

    private static int[] copy(int[] tokens, int from, int length, int most) {
        int[] drafts = new int[most];
        for (int i = 0; i < most; i++) {
            drafts[i] = from + i < length ? tokens[from + i] : drafts[from + i - length];
        }
        return drafts;
    }
}
