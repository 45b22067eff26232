package io.gemstream.benchmarks;

import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.MemoryEstimate;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;

/**
 * What an order comes to.
 *
 * @param bytes weights once a step, and the keys and values of the positions that a step sees (windows left out of
 *     account)
 * @param macs multiply-adds with weights
 */
record OrderWork(double bytes, double macs) {

    private static final int PREFILL_ROWS = 256;

    static OrderWork of(Order order, GemmaConfig config, GemmaWeights weights, CpuOptions options) {
        MemoryEstimate memory = MemoryEstimate.of(config, weights, options);
        double weightBytes = options.profile() == NumericProfile.FAST ? memory.packedBytes() : memory.weightBytes();
        double kvBytes = (double) memory.kvBytes() / (options.blocks() * options.blockTokens());
        double all = weights.matrices().stream().mapToDouble(m -> (double) m.rows() * m.columns()).sum();
        double head = (double) weights.embedding().rows() * weights.embedding().columns();
        return switch (order) {
            case Order.Prefill(int tokens) -> new OrderWork(
                    Math.ceilDiv(tokens, PREFILL_ROWS) * weightBytes, tokens * (all - head) + head);
            case Order.Decode(int streams, int depth, int steps) -> new OrderWork(
                    steps * (weightBytes + streams * (depth + steps / 2.0) * kvBytes), (double) streams * steps * all);
        };
    }
}
