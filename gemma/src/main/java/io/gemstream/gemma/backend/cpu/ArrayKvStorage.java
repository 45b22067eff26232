package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.model.GemmaConfig;
import java.util.Arrays;

/** Keys and values in arrays, which are made as they are needed. */
record ArrayKvStorage(GemmaConfig config, KvRows[] keys, KvRows[] values, int blockTokens)
        implements KvStorage {

    static ArrayKvStorage create(GemmaConfig config, CpuOptions options) {
        return new ArrayKvStorage(config, empty(config, options), empty(config, options), options.blockTokens());
    }

    private static KvRows[] empty(GemmaConfig config, CpuOptions options) {
        int blockNumbers = config.kvHeads() * options.blockTokens() * config.headDim();
        KvRows[] layers = new KvRows[config.layers().size()];
        Arrays.setAll(layers, i -> options.kvFormat().rows(options.blocks(), blockNumbers, config.headDim()));
        return layers;
    }

    @Override
    public void require(BlockTable table, int position) {
        int block = block(table, position);
        if (keys[0].holds(block)) {
            return;
        }
        for (int layer = 0; layer < keys.length; layer++) {
            keys[layer].make(block);
            values[layer].make(block);
        }
    }

    @Override
    public void store(int thread, int layer, BlockTable table, int position, float[] newKeys, float[] newValues) {
        int headDim = config.headDim();
        int block = block(table, position);
        for (int head = 0; head < config.kvHeads(); head++) {
            int at = offset(position, head);
            keys[layer].put(block, at, newKeys, head * headDim, headDim);
            values[layer].put(block, at, newValues, head * headDim, headDim);
        }
    }

    @Override
    public AttentionSpan span(int layer) {
        return new ArraySpan(config, layer, this);
    }

    @Override
    public void close() {}

    int block(BlockTable table, int position) {
        return table.ids()[position / blockTokens];
    }

    /** First number of a head at a position, in the position's block. */
    int offset(int position, int head) {
        return (head * blockTokens + position % blockTokens) * config.headDim();
    }
}
