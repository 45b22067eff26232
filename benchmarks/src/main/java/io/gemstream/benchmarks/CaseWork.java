package io.gemstream.benchmarks;

import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.StepTraffic;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.standalone.bench.BenchCase;

/**
 * Work of a case on our side, whatever computes it: bytes to read and multiply-adds.
 *
 * @param bytes weights once a step, and the keys and values of the positions that a step sees (windows left out of
 *     account)
 * @param macs multiply-adds with weights
 */
record CaseWork(double bytes, double macs) {

    private static final int PREFILL_ROWS = 512;

    static CaseWork of(BenchCase benchCase, GemmaConfig config, GemmaWeights weights, CpuOptions options) {
        StepTraffic traffic = StepTraffic.of(config, weights, options);
        double all = weights.matrices().stream().mapToDouble(m -> (double) m.rows() * m.columns()).sum();
        double head = (double) weights.embedding().rows() * weights.embedding().columns();
        return switch (benchCase) {
            case BenchCase.Prefill(int tokens) -> new CaseWork(
                    (double) Math.ceilDiv(tokens, PREFILL_ROWS) * traffic.weightBytes(), tokens * (all - head) + head);
            case BenchCase.Decode(int streams, int depth, int steps) -> new CaseWork(
                    (double) steps * traffic.decodeBytes(streams, depth + steps / 2), (double) streams * steps * all);
        };
    }
}
