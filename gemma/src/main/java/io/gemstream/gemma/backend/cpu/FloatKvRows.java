package io.gemstream.gemma.backend.cpu;

import java.util.Arrays;

/** Stores rows of keys or values as they are computed; attention reads them in place. */
record FloatKvRows(float[][] blocks, int blockNumbers) implements KvRows {

    private static final float[] NOT_YET = new float[0];

    static FloatKvRows create(int blocks, int blockNumbers) {
        float[][] arrays = new float[blocks][];
        Arrays.fill(arrays, NOT_YET);
        return new FloatKvRows(arrays, blockNumbers);
    }

    @Override
    public boolean holds(int block) {
        return blocks[block] != NOT_YET;
    }

    @Override
    public void make(int block) {
        blocks[block] = new float[blockNumbers];
    }

    @Override
    public void put(int block, int offset, float[] x, int xo, int n) {
        System.arraycopy(x, xo, blocks[block], offset, n);
    }

    @Override
    public float[] read(int block, int offset, int n, float[] window) {
        return blocks[block];
    }

    @Override
    public int start(int offset) {
        return offset;
    }
}
