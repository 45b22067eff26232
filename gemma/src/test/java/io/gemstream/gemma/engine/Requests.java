package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.SamplerOptions;
import java.util.OptionalLong;
import java.util.Random;

/** Requests for tests: no deadline, context of 4096. */
final class Requests {

    static final int CONTEXT = 4096;

    private Requests() {}

    static SequenceRequest of(String id, int[] prompt, SamplerOptions options) {
        return new SequenceRequest(id, prompt, new int[0], options, CONTEXT, OptionalLong.empty());
    }

    static SequenceRequest resume(SequenceRequest request, String id, int[] resumed) {
        return new SequenceRequest(id, request.prompt(), resumed, request.options(), CONTEXT, OptionalLong.empty());
    }

    static SequenceRequest withDeadline(SequenceRequest request, long millis) {
        return new SequenceRequest(
                request.id(),
                request.prompt(),
                request.resumed(),
                request.options(),
                request.contextLength(),
                OptionalLong.of(millis));
    }

    static int[] prompt(long seed, int length) {
        return new Random(seed).ints(length, 7, TokenMemoryBackend.VOCABULARY).toArray();
    }

    static SamplerOptions.Builder greedy(int maxTokens) {
        return SamplerOptions.builder().temperature(0).maxTokens(maxTokens);
    }
}
