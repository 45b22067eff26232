package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.model.GemmaConfig;

/**
 * Keys and values of all blocks. Within a block, the positions of a head follow each other, so attention reads
 * straight on.
 *
 * @param keys after norm and rotation, [layers][blocks, kvHeads, blockTokens, headDim]
 * @param values [layers][blocks, kvHeads, blockTokens, headDim]
 */
record KvStorage(float[][] keys, float[][] values, int kvHeads, int blockTokens, int headDim) {

    static KvStorage create(GemmaConfig config, CpuOptions options) {
        int floats = Math.toIntExact(floatsPerLayer(config, options));
        int layers = config.layers().size();
        return new KvStorage(
                new float[layers][floats], new float[layers][floats], config.kvHeads(), options.blockTokens(),
                config.headDim());
    }

    /** Floats of the keys, or of the values, of a layer. */
    static long floatsPerLayer(GemmaConfig config, CpuOptions options) {
        return (long) options.blocks() * options.blockTokens() * config.kvWidth();
    }

    /** First float of a head at a position. */
    int offset(BlockTable table, int position, int head) {
        int block = table.ids()[position / blockTokens];
        return ((block * kvHeads + head) * blockTokens + position % blockTokens) * headDim;
    }
}
