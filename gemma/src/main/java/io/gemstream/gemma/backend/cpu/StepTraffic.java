package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;

/**
 * Bytes that a step reads from memory at least, where no cache holds them from the step before: what bounds decoding.
 *
 * @param weightBytes matrices, each once however many rows the step has, the output head among them
 * @param kvBytesPerPosition keys and values of a position, in all layers
 */
public record StepTraffic(long weightBytes, long kvBytesPerPosition) {

    /** Computes it; reads nothing. */
    public static StepTraffic of(GemmaConfig config, GemmaWeights weights, CpuOptions options) {
        MemoryEstimate memory = MemoryEstimate.of(config, weights, options);
        boolean packs = options.profile() == NumericProfile.FAST;
        long asStored = weights.multiplied().stream()
                .filter(matrix -> !packs || !PanelMatMuls.isPacked(matrix))
                .mapToLong(matrix -> matrix.data().byteSize())
                .sum();
        return new StepTraffic(
                asStored + memory.packedBytes(),
                KvStorage.bytesPerToken(config, config.layers().size(), options.kvFormat()));
    }

    /** Bytes of a step of one token for each of some streams. */
    public long decodeBytes(int streams, int positions) {
        return weightBytes + streams * kvBytesPerPosition * positions;
    }
}
