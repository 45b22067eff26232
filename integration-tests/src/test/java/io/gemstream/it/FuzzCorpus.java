package io.gemstream.it;

import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.ChatMessage;
import io.gemstream.proto.v1.ChatMessage.Role;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Priority;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.testing.calls.GenerationClient;
import java.util.List;
import java.util.Random;

/** Requests as users send them, each of which is served. */
final class FuzzCorpus {

    private static final List<String> CONSTRAINTS = List.of("red|blue", "[0-9]{1,3}", "(ab)*c");

    private FuzzCorpus() {}

    static GenerateRequest request(Random random) {
        GenerateRequest.Builder request = GenerateRequest.newBuilder()
                .setPrompt(prompt(random))
                .setSampling(options(random));
        if (random.nextBoolean()) {
            request.setModel(TinyModel.NAME);
        }
        if (random.nextInt(4) == 0) {
            request.setPriority(Priority.BATCH);
        }
        if (random.nextInt(8) == 0) {
            request.setN(2);
        }
        return request.build();
    }

    static Prompt prompt(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Prompts.text("the cat sat on the mat " + random.nextInt(1_000));
            case 1 -> Prompts.text("Wörter, 漢字 and 🜁");
            case 2 -> GenerationClient.chat(GenerationClient.message(Role.USER, "the cat"),
                    GenerationClient.message(Role.ASSISTANT, "sat"),
                    ChatMessage.newBuilder().setRole(Role.USER).setContent("on what?").build());
            default -> Prompts.ids(List.of(2, 300 + random.nextInt(200), 300 + random.nextInt(200)));
        };
    }

    static SamplingOptions.Builder options(Random random) {
        SamplingOptions.Builder options = SamplingOptions.newBuilder().setMaxTokens(1 + random.nextInt(4));
        switch (random.nextInt(8)) {
            case 0 -> options.setTemperature(0);
            case 1 -> options.setSeed(random.nextLong()).setTopK(1 + random.nextInt(40)).setMinP(0.05f);
            case 2 -> options.setRepetitionPenalty(1.1f).setFrequencyPenalty(0.5f).setPresencePenalty(-0.5f);
            case 3 -> options.setLogprobs(random.nextInt(21)).setPromptLogprobs(random.nextInt(21));
            case 4 -> options.addStop("the").addStopTokenIds(300 + random.nextInt(200)).putLogitBias(310, 3);
            case 5 -> options.setRegex(CONSTRAINTS.get(random.nextInt(CONSTRAINTS.size()))).setMaxTokens(8);
            case 6 -> options.setJsonSchema("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"boolean\"}}}");
            default -> options.setIgnoreEos(true).setMinTokens(1);
        }
        return options;
    }
}
