package io.gemstream.gemma.tokenizer;

import java.util.Arrays;

/**
 * Candidate merges, best first: highest score, then leftmost. A binary heap over primitive arrays, because a long text
 * has as many candidates as characters.
 */
final class MergeQueue {

    private long[] keys = new long[64]; // score order in the high half, left symbol in the low half; smallest first
    private int[] ends = new int[64]; // where the merged piece would end in the text
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /**
     * @param score score of the merged piece, finite
     * @param left index of the left symbol
     * @param end where the merged piece would end in the text
     */
    void add(float score, int left, int end) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        long key = (long) descending(score) << 32 | left;
        int hole = size++;
        while (hole > 0 && keys[hole - 1 >>> 1] > key) {
            move(hole - 1 >>> 1, hole);
            hole = hole - 1 >>> 1;
        }
        keys[hole] = key;
        ends[hole] = end;
    }

    /** Left symbol of the best candidate. */
    int left() {
        return (int) keys[0];
    }

    /** End of the best candidate in the text. */
    int end() {
        return ends[0];
    }

    void removeFirst() {
        long key = keys[--size];
        int end = ends[size];
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        keys[hole] = key;
        ends[hole] = end;
    }

    private void move(int from, int to) {
        keys[to] = keys[from];
        ends[to] = ends[from];
    }

    /** Maps floats to ints so that higher scores come out smaller; adding zero makes the two zeros one. */
    private static int descending(float score) {
        int bits = Float.floatToIntBits(score + 0.0f);
        return ~(bits ^ bits >> 31 & Integer.MAX_VALUE);
    }
}
