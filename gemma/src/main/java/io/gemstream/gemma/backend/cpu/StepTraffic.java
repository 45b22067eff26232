package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;

/**
 * Bytes that a step reads from memory at least, where no cache holds them from the step before: what bounds decoding.
 *
 * @param weightBytes matrices, each once however many rows the step has; the embedding is read as the output head
 * @param kvBytesPerPosition keys and values of a position, in all layers
 */
public record StepTraffic(long weightBytes, long kvBytesPerPosition) {

    /** Computes it; reads nothing. */
    public static StepTraffic of(GemmaConfig config, GemmaWeights weights, CpuOptions options) {
        MemoryEstimate memory = MemoryEstimate.of(config, weights, options);
        long packedInFile = options.profile() == NumericProfile.FAST
                ? weights.matrices().stream()
                        .filter(PanelProducts::isPacked)
                        .mapToLong(matrix -> matrix.data().byteSize())
                        .sum()
                : 0;
        return new StepTraffic(
                memory.weightBytes() - packedInFile + memory.packedBytes(),
                KvStorage.bytesPerToken(config, config.layers().size(), options.kvFormat()));
    }

    /** Bytes of a step of one token for each of some streams. */
    public long decodeBytes(int streams, int positions) {
        return weightBytes + streams * kvBytesPerPosition * positions;
    }
}
