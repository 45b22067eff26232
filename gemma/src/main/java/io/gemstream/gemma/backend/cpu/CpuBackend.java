package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.gemma.kernel.VectorModule;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.sampling.RowExponentials;
import java.util.List;

/**
 * Runs Gemma on the CPU, in the numbers of a {@link NumericProfile}; sums, norms and attention are in f32, and
 * the KV cache in a {@link KvFormat}.
 *
 * <p>The bits of a row depend on its sequence only: not on other slices, on chunks, on the number of threads or on the
 * machine (ADR 37). In the profile {@code exact} the KV cache is on the heap and the weights
 * stay in the mapped file; in {@code fast} both are off the heap, the weights packed.
 */
public final class CpuBackend implements Backend {

    private static final System.Logger LOG = System.getLogger(CpuBackend.class.getName());

    private final GemmaConfig config;
    private final LayerGroups groups;
    private final CpuOptions options;
    private final Transformer transformer;
    private final StepThreads threads;

    private CpuBackend(
            GemmaConfig config, LayerGroups groups, CpuOptions options, Transformer transformer, StepThreads threads) {
        this.config = config;
        this.groups = groups;
        this.options = options;
        this.transformer = transformer;
        this.threads = threads;
    }

    /**
     * Allocates working memory and starts the threads. The KV cache grows as it is used; that it may grow to its
     * full size is checked here, where it is on the heap. Warns in the log, with what to do about it, if the JVM runs
     * without the Vector API.
     *
     * @param weights must stay open as long as the backend is used
     * @throws UnsupportedProfileException if the machine cannot run the profile
     * @throws InsufficientMemoryException if KV cache and working memory do not fit into the heap
     */
    public static CpuBackend create(GemmaConfig config, GemmaWeights weights, CpuOptions options) {
        if (!VectorModule.isPresent()) {
            LOG.log(System.Logger.Level.WARNING,
                    "THE VECTOR API IS OFF, so what is not machine code runs on scalar code, many times slower than it"
                            + " could. Start java with --add-modules {0}", VectorModule.NAME);
        }
        MemoryEstimate needed = MemoryEstimate.of(config, weights, options);
        long available = availableHeap(needed.heapBytes());
        if (needed.heapBytes() > available) {
            throw new InsufficientMemoryException(needed, options, available);
        }
        StepThreads threads = StepThreads.start(options.threads());
        try {
            return new CpuBackend(
                    config, LayerGroups.of(config), options,
                    Transformer.create(config, weights, options, threads), threads);
        } catch (RuntimeException | Error e) {
            threads.close();
            throw e;
        }
    }

    /** See {@link CpuOptions#waitsForNoCompiler}. */
    public boolean waitsForNoCompiler() {
        return options.waitsForNoCompiler();
    }

    @Override
    public String device() {
        return "cpu";
    }

    /** The profile's name, with the format of the KV cache where that is not the usual one, as in {@code fast+kv-int8}. */
    @Override
    public String numericProfile() {
        String profile = options.profile().label();
        return options.kvFormat() == options.profile().usualKvFormat()
                ? profile : profile + "+kv-" + options.kvFormat().label();
    }

    @Override
    public String numericDetail() {
        return "sums of " + VectorModule.lanesOfSums() + " lanes";
    }

    @Override
    public int vocabularySize() {
        return config.vocabularySize();
    }

    @Override
    public int blockTokens() {
        return options.blockTokens();
    }

    @Override
    public int blocks() {
        return Math.multiplyExact(options.blocks(), groups.groups().size());
    }

    /** One group, without a window, where all layers see everything; else some of each kind of layer. */
    @Override
    public List<BlockGroup> groups() {
        return groups.groups();
    }

    @Override
    public RowExponentials rowExponentials() {
        return transformer.rowExponentials();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a token id is not in the vocabulary, a row for logits is missing or has the
     *     wrong length, or a block that a token sees was given back; nothing was computed then
     */
    @Override
    public void run(StepPlan plan, float[][] logits) {
        check(plan, logits);
        Batch batch = transformer.batch();
        batch.clear();
        for (int s = 0; s < plan.slices().size(); s++) {
            StepSlice slice = plan.slices().get(s);
            for (int i = 0; i < slice.count(); i++) {
                if (batch.isFull()) {
                    transformer.run(threads);
                }
                batch.add(slice.tokens()[slice.offset() + i], slice.start() + i, slice.blocks());
            }
            if (slice.wantsLogits()) {
                batch.wantLogits(logits[s]);
            }
        }
        transformer.run(threads);
    }

    /** Stops the threads and frees packed weights. The weights of the file belong to whoever opened them. */
    @Override
    public void close() {
        threads.close();
        transformer.close();
    }

    private void check(StepPlan plan, float[][] logits) {
        if (logits.length != plan.slices().size()) {
            throw new IllegalArgumentException(
                    "logits: " + logits.length + " rows (expected: " + plan.slices().size() + ", one per slice)");
        }
        for (int s = 0; s < logits.length; s++) {
            StepSlice slice = plan.slices().get(s);
            if (slice.wantsLogits() && logits[s].length != vocabularySize()) {
                throw new IllegalArgumentException(
                        "logits[" + s + "]: " + logits[s].length + " floats (expected: " + vocabularySize() + ")");
            }
            checkSeen(slice);
            for (int i = slice.offset(); i < slice.offset() + slice.count(); i++) {
                int token = slice.tokens()[i];
                if (token < 0 || token >= vocabularySize()) {
                    throw new IllegalArgumentException(
                            "token: " + token + " (expected: 0 to " + (vocabularySize() - 1) + ")");
                }
            }
        }
    }

    /** Machine code reads whatever is at an address, so it must not come to one of a block that is gone. */
    private void checkSeen(StepSlice slice) {
        for (int group = 0; group < groups.groups().size(); group++) {
            int first = groups.groups().get(group).firstVisible(slice.start());
            if (slice.blocks().block(group, first) == BlockTable.GONE) {
                throw new IllegalArgumentException("block of position " + first + ", which position " + slice.start()
                        + " sees: gone (expected: held)");
            }
        }
    }

    /** Garbage counts as used until it is collected, so when room seems to lack, that is done first. */
    private static long availableHeap(long wanted) {
        long available = unusedHeap();
        if (available >= wanted || wanted > Runtime.getRuntime().maxMemory()) {
            return available;
        }
        System.gc();
        return unusedHeap();
    }

    private static long unusedHeap() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - (runtime.totalMemory() - runtime.freeMemory());
    }
}
