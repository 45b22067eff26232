package io.gemstream.it;

import io.gemstream.client.Prompts;
import io.gemstream.proto.inference.InferParameter;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
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

    private static final List<String> SAMPLING = List.of("{\"max_tokens\": 3}",
            "{\"max_tokens\": \"2\", \"temperature\": \"0\"}",
            "{\"max_tokens\": 2, \"n\": 2, \"seed\": 7, \"top_k\": -1}",
            "{\"max_tokens\": 4, \"stop\": [\"the\"], \"logprobs\": 3}",
            "{\"max_tokens\": 8, \"structured_outputs\": {\"choice\": [\"red\", \"blue\"]}}",
            "{\"max_tokens\": 2, \"logit_bias\": {\"310\": 3}, \"skip_special_tokens\": true}");

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

    /** The same over the Open Inference Protocol, as its clients send them. */
    static ModelInferRequest inference(Random random) {
        ModelInferRequest.Builder request = InferRequests.of("the cat sat on the mat " + random.nextInt(1_000),
                SAMPLING.get(random.nextInt(SAMPLING.size()))).setId(Integer.toString(random.nextInt(100)));
        if (random.nextBoolean()) {
            request.addInputs(InferRequests.flag("stream", random.nextInt(4) != 0));
        }
        switch (random.nextInt(8)) {
            case 0 -> request.addInputs(InferRequests.flag("exclude_input_in_output", true));
            case 1 -> request.addInputs(InferRequests.flag("return_logprobs", true))
                    .addInputs(InferRequests.flag("return_finish_reason", true));
            case 2 -> request.addOutputs(InferRequestedOutputTensor.newBuilder().setName("num_output_tokens"));
            case 3 -> request.putParameters("priority", InferParameter.newBuilder().setUint64Param(2).build());
            case 4 -> request.putParameters("timeout", InferParameter.newBuilder().setInt64Param(60_000_000).build());
            default -> { }
        }
        return random.nextBoolean() ? request.build() : InferRequests.raw(request.build());
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
