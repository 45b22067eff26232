package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.kernel.HalfFloats;
import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.kernel.ScaledBytes;
import io.gemstream.gemma.kernel.machine.AttentionKernels;
import io.gemstream.gemma.kernel.machine.AttentionShape;
import io.gemstream.gemma.kernel.machine.CachedRow;
import io.gemstream.gemma.kernel.machine.MappedMemory;
import io.gemstream.gemma.model.GemmaConfig;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Stores keys and values in one mapping, [blocks, slots, 2, kvHeads, blockTokens, row], which the system backs with
 * memory where it is written to. All of a block is in one place so that what an idle engine holds is whole pages.
 */
final class MappedKvStorage implements KvStorage {

    private final GemmaConfig config;
    private final LayerGroups groups;
    private final int blockTokens;
    private final AttentionShape shape;
    private final AttentionKernels kernels;
    private final MappedMemory memory;
    private final Rounded[] rounded; // [threads]

    private MappedKvStorage(
            GemmaConfig config, LayerGroups groups, int blockTokens, AttentionShape shape, AttentionKernels kernels,
            MappedMemory memory, Rounded[] rounded) {
        this.config = config;
        this.groups = groups;
        this.blockTokens = blockTokens;
        this.shape = shape;
        this.kernels = kernels;
        this.memory = memory;
        this.rounded = rounded;
    }

    /** One head's numbers, rounded on their way into the cache. */
    private record Rounded(short[] halves, byte[] bytes, float[] scales) {}

    static boolean supports(GemmaConfig config) {
        return AttentionShape.fits(config.headDim());
    }

    static MappedKvStorage create(GemmaConfig config, CpuOptions options) {
        int headDim = config.headDim();
        AttentionShape shape =
                new AttentionShape(row(options.kvFormat()), headDim, config.heads() / config.kvHeads());
        Rounded[] rounded = new Rounded[options.threads()];
        Arrays.setAll(rounded, i -> new Rounded(
                new short[headDim], new byte[headDim], new float[ScaledBytes.scales(headDim)]));
        LayerGroups groups = LayerGroups.of(config);
        long blocks = (long) options.blocks() * groups.groups().size();
        return new MappedKvStorage(
                config, groups, options.blockTokens(), shape,
                AttentionKernels.create(options.instructionSet().orElseThrow(), shape),
                MappedMemory.large(blocks * KvStorage.blockBytes(config, groups, options)), rounded);
    }

    private static CachedRow row(KvFormat format) {
        return switch (format) {
            case F32 -> CachedRow.FLOATS;
            case F16 -> CachedRow.HALVES;
            case INT8 -> CachedRow.BYTES;
        };
    }

    @Override
    public void require(BlockTable table, int position) {}

    @Override
    public void store(int thread, int layer, BlockTable table, int position, float[] keys, float[] values) {
        for (int head = 0; head < config.kvHeads(); head++) {
            put(rounded[thread], keys, head * config.headDim(), keys(layer, table, position, head));
            put(rounded[thread], values, head * config.headDim(), values(layer, table, position, head));
        }
    }

    private void put(Rounded on, float[] x, int xo, long at) {
        int n = config.headDim();
        MemorySegment data = memory.segment();
        switch (shape.row()) {
            case FLOATS -> MemorySegment.copy(x, xo, data, ValueLayout.JAVA_FLOAT, at, n);
            case HALVES -> {
                HalfFloats.encode(x, xo, n, on.halves(), 0);
                MemorySegment.copy(on.halves(), 0, data, ValueLayout.JAVA_SHORT, at, n);
            }
            case BYTES -> {
                ScaledBytes.encode(x, xo, n, on.bytes(), 0, on.scales(), 0);
                MemorySegment.copy(on.bytes(), 0, data, ValueLayout.JAVA_BYTE, at, n);
                MemorySegment.copy(on.scales(), 0, data, ValueLayout.JAVA_FLOAT, at + n, on.scales().length);
            }
        }
    }

    @Override
    public AttentionSpan span(RowFunctions functions, int layer) {
        return new MappedSpan(functions, config, layer, this, kernels);
    }

    /** Address of the memory: kernels take addresses. */
    long address() {
        return memory.segment().address();
    }

    /** First byte of a position's key. */
    long keys(int layer, BlockTable table, int position, int head) {
        return offset(layer, 0, table, position, head);
    }

    /** First byte of a position's value. */
    long values(int layer, BlockTable table, int position, int head) {
        return offset(layer, 1, table, position, head);
    }

    private long offset(int layer, int half, BlockTable table, int position, int head) {
        long slot = (long) table.block(groups.groupOf()[layer], position) * groups.slots() + groups.slotOf()[layer];
        long blockHalf = 2 * slot + half;
        return ((blockHalf * config.kvHeads() + head) * blockTokens + position % blockTokens) * shape.rowBytes();
    }

    @Override
    public void close() {
        kernels.close();
        memory.close();
    }
}
