package io.gemstream.benchmarks;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.TokenIds;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Makes up prompts, each another one, for greedy generations that do not stop early. Thread-safe. */
final class Requests {

    /** Ids of plain pieces in the vocabularies of all models measured, the tiny ones too. */
    private static final int FIRST_ID = 270;
    private static final int LAST_ID = 510;
    private static final int BOS = 2;

    private final AtomicLong drawn = new AtomicLong();

    /** Token ids of the next prompt. */
    int[] prompt(int tokens) {
        RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(drawn.getAndIncrement());
        int[] ids = random.ints(tokens, FIRST_ID, LAST_ID).toArray();
        ids[0] = BOS;
        return ids;
    }

    /** A request with the next prompt. */
    GenerateRequest next(int promptTokens, int maxTokens) {
        TokenIds.Builder ids = TokenIds.newBuilder();
        for (int id : prompt(promptTokens)) {
            ids.addIds(id);
        }
        return GenerateRequest.newBuilder()
                .setPrompt(Prompt.newBuilder().setTokenIds(ids))
                .setSampling(SamplingOptions.newBuilder().setTemperature(0).setMaxTokens(maxTokens).setIgnoreEos(true))
                .build();
    }
}
