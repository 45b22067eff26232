package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.HalfFloats;
import java.util.Arrays;

/** Stores rows of keys or values in half precision. */
record HalfKvRows(short[][] blocks, int blockNumbers) implements KvRows {

    private static final short[] NOT_YET = new short[0];

    static HalfKvRows create(int blocks, int blockNumbers) {
        short[][] arrays = new short[blocks][];
        Arrays.fill(arrays, NOT_YET);
        return new HalfKvRows(arrays, blockNumbers);
    }

    @Override
    public boolean holds(int block) {
        return blocks[block] != NOT_YET;
    }

    @Override
    public void make(int block) {
        blocks[block] = new short[blockNumbers];
    }

    @Override
    public void put(int block, int offset, float[] x, int xo, int n) {
        HalfFloats.encode(x, xo, n, blocks[block], offset);
    }

    @Override
    public float[] read(int block, int offset, int n, float[] window) {
        HalfFloats.decode(blocks[block], offset, n, window);
        return window;
    }

    @Override
    public int start(int offset) {
        return 0;
    }
}
