package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.ScaledBytes;
import java.util.Arrays;

/**
 * Stores rows of keys or values as bytes, with scales beside them.
 *
 * @param scales by block, [kvHeads, blockTokens, scales of a head]
 */
record ByteKvRows(byte[][] blocks, float[][] scales, int blockNumbers, int headDim) implements KvRows {

    private static final byte[] NOT_YET = new byte[0];
    private static final float[] NO_SCALES = new float[0];

    static ByteKvRows create(int blocks, int blockNumbers, int headDim) {
        byte[][] bytes = new byte[blocks][];
        float[][] scales = new float[blocks][];
        Arrays.fill(bytes, NOT_YET);
        Arrays.fill(scales, NO_SCALES);
        return new ByteKvRows(bytes, scales, blockNumbers, headDim);
    }

    @Override
    public boolean holds(int block) {
        return blocks[block] != NOT_YET;
    }

    @Override
    public void make(int block) {
        blocks[block] = new byte[blockNumbers];
        scales[block] = new float[scale(blockNumbers)];
    }

    @Override
    public void put(int block, int offset, float[] x, int xo, int n) {
        ScaledBytes.encode(x, xo, n, blocks[block], offset, scales[block], scale(offset));
    }

    @Override
    public float[] read(int block, int offset, int n, float[] window) {
        int scale = scale(offset);
        int step = ScaledBytes.scales(headDim);
        for (int i = 0; i < n; i += headDim, scale += step) {
            ScaledBytes.decode(blocks[block], offset + i, scales[block], scale, headDim, window, i);
        }
        return window;
    }

    @Override
    public int start(int offset) {
        return 0;
    }

    /** Scales before the head that begins at {@code offset}. */
    private int scale(int offset) {
        return offset / headDim * ScaledBytes.scales(headDim);
    }
}
