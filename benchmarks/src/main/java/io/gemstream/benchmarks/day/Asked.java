package io.gemstream.benchmarks.day;

import io.gemstream.client.Prompts;
import io.gemstream.proto.Lane;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A request of the day. Its prompt begins as all of its tenant's do, goes on with the rule of its answer, and with words of
 * its own.
 *
 * @param number in the order of arrival
 * @param atMs since the day began
 * @param party place in {@link Party#ALL}
 * @param promptTokens that it has
 * @param answerTokens that the engine answers with before the end token, unless the request's limit ends it before
 * @param gateway that is asked first
 */
record Asked(int number, long atMs, int party, Lane lane, int promptTokens, int answerTokens, int gateway) {

    /** The limit that every request has, as most clients have one. */
    static final int MOST_TOKENS = 512;
    /** Beginning of the tenant and rule of the answer, and at least a few words behind them. */
    static final int LEAST_PROMPT = SimulatedAnswer.RULE_AT + 8;

    List<Integer> prompt() {
        List<Integer> ids = new ArrayList<>(List.of(SimulatedAnswer.BOS));
        words(ids, party, SimulatedAnswer.RULE_AT);
        ids.addAll(SimulatedAnswer.rule(promptTokens + answerTokens));
        words(ids, ~number, promptTokens);
        return ids;
    }

    /** The request, under a name of its own. */
    GenerateRequest request(List<Integer> prompt) {
        return GenerateRequest.newBuilder()
                .setRequestId(id())
                .setPrompt(Prompts.ids(prompt))
                .setPriority(lane.priority())
                .setSampling(SamplingOptions.newBuilder().setTemperature(0).setMaxTokens(MOST_TOKENS))
                .build();
    }

    /** A UUID of version 4 that follows from the number. */
    private String id() {
        SplittableRandom random = new SplittableRandom(number);
        return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | Long.MIN_VALUE).toString();
    }

    private static void words(List<Integer> ids, long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        while (ids.size() < length) {
            ids.add(SimulatedAnswer.FIRST_ID + random.nextInt(SimulatedAnswer.IDS));
        }
    }
}
