package io.gemstream.it;

import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.SamplingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A request and its answer as the engine alone gives it.
 *
 * @param request without a key
 * @param expected computed once, by nobody disturbed
 */
record ChaosCase(GenerateRequest request, SoloEngine.Transcript expected) {

    private static final int OF_EACH_KIND = 6;
    private static final int SHORTEST = 100;
    private static final int LONGEST = 1_500;
    private static final String SCHEMA = """
            {"type":"array","minItems":8,"maxItems":40,"items":{"type":"object","required":["colour","n"],
             "additionalProperties":false,
             "properties":{"colour":{"enum":["red","green","blue"]},"n":{"type":"integer"}}}}""";

    /** Greedy, seeded and seeded under a JSON schema, of several lengths and prompts. */
    static List<ChaosCase> compute(SoloEngine solo, Random random) {
        List<ChaosCase> cases = new ArrayList<>();
        for (int i = 0; i < OF_EACH_KIND; i++) {
            cases.add(of(solo, prompt(random), options(random).setTemperature(0).setIgnoreEos(true)));
            cases.add(of(solo, prompt(random), options(random).setTemperature(0.9f).setIgnoreEos(true)));
            cases.add(of(solo, prompt(random), options(random).setJsonSchema(SCHEMA)));
        }
        return cases;
    }

    private static ChaosCase of(SoloEngine solo, List<Integer> prompt, SamplingOptions.Builder options) {
        GenerateRequest request = GenerateRequest.newBuilder()
                .setPrompt(Prompts.ids(prompt)).setSampling(options).build();
        return new ChaosCase(request, solo.run(request));
    }

    private static SamplingOptions.Builder options(Random random) {
        return SamplingOptions.newBuilder().setSeed(random.nextLong())
                .setMaxTokens(SHORTEST + random.nextInt(LONGEST - SHORTEST));
    }

    private static List<Integer> prompt(Random random) {
        List<Integer> prompt = new ArrayList<>(List.of(2));
        for (int length = 4 + random.nextInt(40); prompt.size() < length; ) {
            prompt.add(270 + random.nextInt(240));
        }
        return prompt;
    }
}
