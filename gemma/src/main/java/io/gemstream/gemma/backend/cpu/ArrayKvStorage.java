package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.model.GemmaConfig;
import java.util.Arrays;

/** Stores keys and values in arrays, which are made as they are needed. */
record ArrayKvStorage(GemmaConfig config, LayerGroups groups, KvRows[] keys, KvRows[] values, int blockTokens)
        implements KvStorage {

    static ArrayKvStorage create(GemmaConfig config, CpuOptions options) {
        LayerGroups groups = LayerGroups.of(config);
        return new ArrayKvStorage(
                config, groups, empty(config, groups, options), empty(config, groups, options), options.blockTokens());
    }

    private static KvRows[] empty(GemmaConfig config, LayerGroups groups, CpuOptions options) {
        int blockNumbers = config.kvHeads() * options.blockTokens() * config.headDim();
        int blocks = Math.multiplyExact(options.blocks(), groups.groups().size());
        KvRows[] slots = new KvRows[groups.slots()];
        Arrays.setAll(slots, i -> options.kvFormat().rows(blocks, blockNumbers, config.headDim()));
        return slots;
    }

    @Override
    public void require(BlockTable table, int position) {
        for (int group = 0; group < groups.groups().size(); group++) {
            int block = table.block(group, position);
            if (!keys[0].holds(block)) {
                make(block);
            }
        }
    }

    private void make(int block) {
        for (int slot = 0; slot < keys.length; slot++) {
            keys[slot].make(block);
            values[slot].make(block);
        }
    }

    @Override
    public void store(int thread, int layer, BlockTable table, int position, float[] newKeys, float[] newValues) {
        int headDim = config.headDim();
        int block = table.block(groups.groupOf()[layer], position);
        int slot = groups.slotOf()[layer];
        for (int head = 0; head < config.kvHeads(); head++) {
            int at = offset(position, head);
            keys[slot].put(block, at, newKeys, head * headDim, headDim);
            values[slot].put(block, at, newValues, head * headDim, headDim);
        }
    }

    @Override
    public AttentionSpan span(RowFunctions functions, int layer) {
        return new ArraySpan(functions, config, layer, this);
    }

    @Override
    public void close() {}

    /** First number of a head at a position, in the position's block. */
    int offset(int position, int head) {
        return (head * blockTokens + position % blockTokens) * config.headDim();
    }
}
