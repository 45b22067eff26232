package io.gemstream.gemma.cache;

import java.util.Arrays;

/** A sequence's blocks of one group, in order of position; those in front of the window were given back. */
final class GroupBlocks {

    private int[] ids = new int[8]; // [>= size]
    private int size;
    private int gone; // in front

    /** Blocks, those that are gone counted. */
    int size() {
        return size;
    }

    int held() {
        return size - gone;
    }

    /** Whether block {@code index} is there and has not gone. */
    boolean holds(int index) {
        return index >= gone && index < size;
    }

    int get(int index) {
        return ids[index];
    }

    void set(int index, int block) {
        ids[index] = block;
    }

    void append(int block) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, 2 * size);
        }
        ids[size++] = block;
    }

    /** Appends {@code GONE}; all blocks before it have to be gone by then. */
    void skip() {
        append(BlockTable.GONE);
        gone = size;
    }

    /** Blocks in front of {@code index} go back to the cache. Returns whether there were any. */
    boolean trim(int index, KvCache cache) {
        boolean any = gone < index;
        for (; gone < index; gone++) {
            cache.release(ids[gone]);
            ids[gone] = BlockTable.GONE;
        }
        return any;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }
}
