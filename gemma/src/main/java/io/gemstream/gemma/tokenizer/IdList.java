package io.gemstream.gemma.tokenizer;

import java.util.Arrays;

/** A growing list of token ids, unboxed. */
final class IdList {

    private int[] ids;
    private int size;

    IdList(int capacity) {
        this.ids = new int[Math.max(8, capacity)];
    }

    void add(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = id;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }
}
