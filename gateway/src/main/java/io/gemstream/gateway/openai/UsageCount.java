package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.http.Json;
import java.util.List;

/** Counts tokens as OpenAI does: a prompt once, however many texts go on with it. */
final class UsageCount {

    private UsageCount() {}

    /** Of all choices, {@code n} for each prompt. */
    static ObjectNode all(List<Choice> choices, int n) {
        int prompt = 0;
        int cached = 0;
        int completion = 0;
        for (int i = 0; i < choices.size(); i++) {
            completion += choices.get(i).completionTokens();
            if (i % n == 0) {
                prompt += choices.get(i).promptTokens();
                cached += choices.get(i).cachedTokens();
            }
        }
        ObjectNode usage = usage(prompt, completion);
        usage.putObject("prompt_tokens_details").put("cached_tokens", cached);
        return usage;
    }

    /** Of one that goes on. */
    static ObjectNode soFar(Choice choice) {
        return usage(choice.promptTokens(), choice.completionTokens());
    }

    private static ObjectNode usage(int prompt, int completion) {
        return Json.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
    }
}
