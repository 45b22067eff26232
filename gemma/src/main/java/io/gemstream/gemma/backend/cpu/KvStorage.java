package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.machine.InstructionSet;
import io.gemstream.gemma.model.GemmaConfig;

/**
 * Stores keys and values of all layers, in blocks, each with the slots of a {@linkplain LayerGroups group}. A block has
 * memory from its first use on: an engine that never worked holds none, and a busy one as many as sequences and the
 * prefix cache ever held at a time. Within a block, the positions of a head follow each other, so attention reads
 * straight on.
 */
sealed interface KvStorage extends AutoCloseable permits ArrayKvStorage, MappedKvStorage {

    /**
     * Whether the machine's own code reads the cache: in the profile that needs it anyway, for shapes and instruction sets
     * it can do. No bit depends on it.
     */
    static boolean isMapped(GemmaConfig config, CpuOptions options) {
        return options.profile() == NumericProfile.FAST
                && options.instructionSet().filter(InstructionSet::hasAttention).isPresent()
                && MappedKvStorage.supports(config);
    }

    static KvStorage create(GemmaConfig config, CpuOptions options) {
        return isMapped(config, options)
                ? MappedKvStorage.create(config, options) : ArrayKvStorage.create(config, options);
    }

    /** Bytes of a position in some layers, all heads, keys and values. */
    static long bytesPerToken(GemmaConfig config, int layers, KvFormat format) {
        return 2L * layers * config.kvHeads() * format.bytes(config.headDim());
    }

    /** Bytes of a block. */
    static long blockBytes(GemmaConfig config, LayerGroups groups, CpuOptions options) {
        return options.blockTokens() * bytesPerToken(config, groups.slots(), options.kvFormat());
    }

    /** Makes room for a position's blocks, in all layers. Not thread-safe; called before a pass. */
    void require(BlockTable table, int position);

    /**
     * Stores a position of a layer. Different positions may be stored by different threads.
     *
     * @param keys after norm and rotation, [kvHeads * headDim]
     * @param values [kvHeads * headDim]
     */
    void store(int thread, int layer, BlockTable table, int position, float[] keys, float[] values);

    /** Attention over a layer of this storage. */
    AttentionSpan span(RowFunctions functions, int layer);

    /** Frees what is not on the heap; nothing may use it after that. */
    @Override
    void close();
}
