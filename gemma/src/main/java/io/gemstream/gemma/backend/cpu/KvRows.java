package io.gemstream.gemma.backend.cpu;

/**
 * Stores the keys, or the values, of a layer by block, in one format. A block's arrays are made when a position in it
 * is first written, and kept. Within a block, [kvHeads, blockTokens, headDim]; an {@code offset} counts numbers from
 * its start.
 */
sealed interface KvRows permits FloatKvRows, HalfKvRows, ByteKvRows {

    /** Whether a block has its arrays. */
    boolean holds(int block);

    /** Makes a block's arrays. Not thread-safe. */
    void make(int block);

    /** Stores one head of a position. Different positions may be stored by different threads. */
    void put(int block, int offset, float[] x, int xo, int n);

    /**
     * Numbers of a block as floats.
     *
     * @param window may be written to
     * @return the array that has them, the first at {@link #start}; valid until the window is used again
     */
    float[] read(int block, int offset, int n, float[] window);

    /** Index, in the array that {@link #read} returns, of the number at {@code offset}. */
    int start(int offset);
}
