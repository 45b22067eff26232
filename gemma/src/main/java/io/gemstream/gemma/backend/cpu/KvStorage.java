package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.model.GemmaConfig;
import java.util.Arrays;

/**
 * Keys and values, an array per layer and block. A block's arrays are made when a position in it is first written, and
 * kept: an idle engine holds none, and a busy one as many as it ever used at a time. Within a block, the positions of a
 * head follow each other, so attention reads straight on.
 */
final class KvStorage {

    private static final float[] NOT_YET = new float[0];

    private final float[][][] keys; // [layers][blocks][kvHeads, blockTokens, headDim], after norm and rotation
    private final float[][][] values;
    private final int kvHeads;
    private final int blockTokens;
    private final int headDim;

    private KvStorage(float[][][] keys, float[][][] values, int kvHeads, int blockTokens, int headDim) {
        this.keys = keys;
        this.values = values;
        this.kvHeads = kvHeads;
        this.blockTokens = blockTokens;
        this.headDim = headDim;
    }

    static KvStorage create(GemmaConfig config, CpuOptions options) {
        return new KvStorage(
                empty(config, options), empty(config, options), config.kvHeads(), options.blockTokens(),
                config.headDim());
    }

    private static float[][][] empty(GemmaConfig config, CpuOptions options) {
        float[][][] arrays = new float[config.layers().size()][options.blocks()][];
        for (float[][] layer : arrays) {
            Arrays.fill(layer, NOT_YET);
        }
        return arrays;
    }

    /** Makes the arrays of a position's block, in all layers. Not thread-safe; called before a pass. */
    void require(BlockTable table, int position) {
        int block = block(table, position);
        if (keys[0][block] != NOT_YET) {
            return;
        }
        int floats = kvHeads * blockTokens * headDim;
        for (int layer = 0; layer < keys.length; layer++) {
            keys[layer][block] = new float[floats];
            values[layer][block] = new float[floats];
        }
    }

    /** Keys of a layer by block. */
    float[][] keys(int layer) {
        return keys[layer];
    }

    /** Values of a layer by block. */
    float[][] values(int layer) {
        return values[layer];
    }

    int block(BlockTable table, int position) {
        return table.ids()[position / blockTokens];
    }

    /** First float of a head at a position, in the arrays of the position's block. */
    int offset(int position, int head) {
        return (head * blockTokens + position % blockTokens) * headDim;
    }

    /** Positions from {@code position} to the end of its block, or to {@code last} if that comes first. */
    int run(int position, int last) {
        return Math.min(last + 1, (position / blockTokens + 1) * blockTokens) - position;
    }
}
