package io.gemstream.gateway.openai;

import io.gemstream.gateway.http.Fields;
import io.gemstream.gateway.http.ModelNames;
import io.gemstream.proto.v1.Chat;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Priority;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.SamplingOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Reads requests for texts. */
@Singleton
final class TextRequests {

    private static final int COMPLETION_TOKENS = 16;
    private static final int MOST_COMPLETION_LOGPROBS = 20;
    private static final int MOST_TEXTS = 1_024;

    private final ModelNames names;

    TextRequests(ModelNames names) {
        this.names = names;
    }

    /** @throws io.gemstream.proto.GemstreamException naming the first field that is wrong */
    TextRequest chat(Fields fields) {
        Unsupported.checkChat(fields);
        String served = names.served(fields);
        SamplingOptions.Builder sampling = SamplingFields.read(fields);
        fields.integer("max_completion_tokens").or(() -> fields.integer("max_tokens"))
                // OpenAI ends a chat at the context's end.
                .or(() -> Optional.of(names.contextLength(served)).filter(length -> length > 0))
                .ifPresent(sampling::setMaxTokens);
        boolean scored = fields.flag("logprobs");
        Optional<Integer> best = fields.integer("top_logprobs");
        if (scored) {
            sampling.setPieces(true);
            best.ifPresent(sampling::setLogprobs);
        } else if (best.orElse(0) != 0) {
            throw Fields.refused("top_logprobs", "top_logprobs: " + best.get() + " (expected: none without logprobs)");
        }
        return request(fields, Shape.CHAT, served, List.of(Prompt.newBuilder().setChat(chatOf(fields)).build()), sampling,
                scored, false);
    }

    /** @throws io.gemstream.proto.GemstreamException naming the first field that is wrong */
    TextRequest completion(Fields fields) {
        Unsupported.checkCompletion(fields, n(fields));
        String served = names.served(fields);
        SamplingOptions.Builder sampling = SamplingFields.read(fields);
        int most = fields.integer("max_tokens").orElse(COMPLETION_TOKENS);
        boolean echo = fields.flag("echo");
        if (most == 0 && !echo) {
            throw Fields.refused("max_tokens", "max_tokens: 0 (expected: at least 1, or 0 with echo)");
        }
        sampling.setMaxTokens(most);
        Optional<Integer> best = fields.integer("logprobs");
        best.filter(number -> number < 0 || number > MOST_COMPLETION_LOGPROBS).ifPresent(number -> {
            throw Fields.refused("logprobs", "logprobs: " + number + " (expected: 0 to " + MOST_COMPLETION_LOGPROBS + ")");
        });
        List<Prompt> prompts = CompletionPrompts.read(fields);
        best.ifPresent(number -> sampling.setPieces(true).setLogprobs(number));
        if (echo && (best.isPresent() || most == 0 || prompts.stream().anyMatch(Prompt::hasTokenIds))) {
            // The text of ids is told by their pieces, and what has no tokens to come is a prompt to score.
            sampling.setPieces(true).setPromptLogprobs(best.orElse(0));
        }
        return request(fields, Shape.COMPLETION, served, prompts, sampling, best.isPresent(), echo);
    }

    /** The conversation of a request. */
    static Chat chatOf(Fields fields) {
        boolean continued = fields.flag("continue_final_message");
        if (!fields.flag("add_generation_prompt", !continued) && !continued) {
            throw Fields.refused("add_generation_prompt",
                    "add_generation_prompt: false (expected: true, or continue_final_message)");
        }
        return ChatMessages.read(fields, continued);
    }

    private static TextRequest request(Fields fields, Shape shape, String served, List<Prompt> prompts,
            SamplingOptions.Builder sampling, boolean scored, boolean echo) {
        int n = n(fields);
        if ((long) prompts.size() * n > MOST_TEXTS) {
            throw Fields.refused("prompt", "prompt: " + prompts.size() + " prompts (expected: with n = " + n + " at most "
                    + MOST_TEXTS / n + ")");
        }
        GenerateRequest.Builder request = GenerateRequest.newBuilder()
                .setModel(served)
                .setN(n)
                .setSampling(sampling)
                .setPriority(priority(fields));
        return new TextRequest(shape, fields.text("model").filter(name -> !name.isEmpty()).orElse(served),
                prompts.stream().map(prompt -> request.setPrompt(prompt).build()).toList(), n, scored, echo,
                StreamOptions.read(fields));
    }

    private static int n(Fields fields) {
        int n = fields.integer("n").orElse(1);
        if (n < 1) {
            throw Fields.refused("n", "n: " + n + " (expected: at least 1)");
        }
        return n;
    }

    /** OpenAI's cheaper tier waits, and so do vLLM's requests that come after those of priority 0. */
    private static Priority priority(Fields fields) {
        boolean waits = fields.text("service_tier").filter("flex"::equals).isPresent()
                || fields.integer("priority").orElse(0) > 0;
        return waits ? Priority.BATCH : Priority.INTERACTIVE;
    }
}
