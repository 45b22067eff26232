package io.gemstream.standalone.bench;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times steps of a backend, without scheduler and sampler. Token ids are made up: only their number matters. Not
 * thread-safe; uses all of the backend's KV cache, and expects it as the last order left it.
 */
public final class EngineTiming {

    private static final int PREFILL_ROWS = 512;

    private final Backend backend;
    private final Clock clock;
    private final int streams;
    private final int blocksPerStream;
    private final float[][] logits;
    private int filledStreams;
    private int filledDepth;

    /** @param streams most streams that are decoded together; they share the KV cache equally */
    public EngineTiming(Backend backend, Clock clock, int streams) {
        this.clock = clock;
        this.backend = backend;
        this.streams = streams;
        this.blocksPerStream = backend.kvCacheTokens() / backend.blockTokens() / streams;
        this.logits = new float[streams][backend.vocabularySize()];
    }

    /** Seconds that an order takes. */
    public double seconds(BenchCase benchCase) {
        return switch (benchCase) {
            case BenchCase.Prefill(int tokens) -> {
                filledStreams = 0;
                long begin = clock.nanos();
                prefill(table(0, 1), 0, tokens, true);
                yield (clock.nanos() - begin) / 1e9;
            }
            case BenchCase.Decode(int count, int depth, int steps) -> decode(count, depth, steps);
        };
    }

    private double decode(int count, int depth, int steps) {
        BlockTable[] tables = new BlockTable[count];
        for (int stream = 0; stream < count; stream++) {
            tables[stream] = table(stream, count);
            if (filledStreams != count || filledDepth != depth) { // else from the last time
                prefill(tables[stream], stream, depth, false);
            }
        }
        filledStreams = count;
        filledDepth = depth;
        long begin = clock.nanos();
        for (int step = 0; step < steps; step++) {
            List<StepSlice> slices = new ArrayList<>();
            for (int stream = 0; stream < count; stream++) {
                int[] token = {token(depth + step, stream)};
                slices.add(new StepSlice(tables[stream], token, 0, 1, depth + step, true));
            }
            backend.run(new StepPlan(slices), logits.length == count ? logits : Arrays.copyOf(logits, count));
        }
        return (clock.nanos() - begin) / 1e9;
    }

    private void prefill(BlockTable table, int stream, int count, boolean wantsLogits) {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = token(i, stream);
        }
        for (int from = 0; from < count; from += PREFILL_ROWS) {
            int rows = Math.min(PREFILL_ROWS, count - from);
            boolean last = wantsLogits && from + rows == count;
            backend.run(
                    new StepPlan(List.of(new StepSlice(table, tokens, from, rows, from, last))),
                    new float[][] {logits[0]});
        }
    }

    /** All blocks for one stream, an equal share for several. */
    private BlockTable table(int stream, int count) {
        int size = count == 1 ? backend.kvCacheTokens() / backend.blockTokens() : blocksPerStream;
        return BlockTable.consecutive(backend.groups().size(), backend.blockTokens(), stream * size, size);
    }

    private int token(int position, int stream) {
        return (1000 + (position * 31 + stream * 977) % 200_000) % backend.vocabularySize();
    }
}
