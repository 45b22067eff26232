package io.gemstream.gemma.speculation;

import java.util.Arrays;

/**
 * Hash table of the positions at which the n-grams of a growing text ended last, for one n; keys lie in the text
 * itself.
 */
final class NgramTable {

    private static final int FEWEST_SLOTS = 64;

    private final int n;
    private int[] ends = new int[FEWEST_SLOTS]; // position after the n-gram, 0 for none; a power of two of slots
    private int size;

    NgramTable(int n) {
        this.n = n;
    }

    /** Position after the latest n-gram put that equals the one that ends before {@code end}; 0 where there is none. */
    int find(int[] tokens, int end) {
        return end < n ? 0 : ends[slot(tokens, end)];
    }

    /** Puts the n-gram that ends before {@code end}, if there are tokens enough for one. */
    void put(int[] tokens, int end) {
        if (end < n) {
            return;
        }
        int slot = slot(tokens, end);
        size += ends[slot] == 0 ? 1 : 0;
        ends[slot] = end;
        if (2 * size > ends.length) {
            grow(tokens);
        }
    }

    /** The slot that has the n-gram, else the free one for it. */
    private int slot(int[] tokens, int end) {
        int mask = ends.length - 1;
        int slot = hash(tokens, end) & mask;
        while (ends[slot] != 0
                && !Arrays.equals(tokens, ends[slot] - n, ends[slot], tokens, end - n, end)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int hash(int[] tokens, int end) {
        int hash = 0;
        for (int i = end - n; i < end; i++) {
            hash = (hash ^ tokens[i]) * 0x9E3779B1; // 2^32 / golden ratio: Knuth, vol. 3, 6.4
        }
        return hash ^ hash >>> 15;
    }

    private void grow(int[] tokens) {
        int[] old = ends;
        ends = new int[2 * old.length];
        for (int end : old) {
            if (end != 0) {
                ends[slot(tokens, end)] = end;
            }
        }
    }
}
