package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.gemstream.gateway.http.Fields;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.Prompt;
import io.gemstream.proto.v1.TokenIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the prompts of a completion: a text, token ids, or an array of either. */
final class CompletionPrompts {

    private static final String FIELD = "prompt";
    private static final String EXPECTED = "a string, token ids, or an array of either";

    private CompletionPrompts() {}

    /** @return at least one */
    static List<Prompt> read(Fields fields) {
        JsonNode prompt = fields.any(FIELD).orElseThrow(CompletionPrompts::empty);
        List<Prompt> prompts = read(prompt);
        boolean bos = fields.flag("add_special_tokens", true);
        if (!bos && prompts.stream().anyMatch(Prompt::hasText)) {
            throw Fields.refused("add_special_tokens", "add_special_tokens: false (expected: true, or token ids as prompt)");
        }
        return prompts;
    }

    private static List<Prompt> read(JsonNode prompt) {
        if (prompt.isTextual()) {
            return List.of(text(prompt));
        }
        if (!prompt.isArray()) {
            throw Fields.wrong(FIELD, prompt, EXPECTED);
        }
        if (prompt.isEmpty()) {
            throw empty();
        }
        if (prompt.get(0).isNumber()) {
            return List.of(ids(prompt, FIELD));
        }
        List<Prompt> prompts = new ArrayList<>(prompt.size());
        for (JsonNode one : prompt) {
            String at = FIELD + "[" + prompts.size() + "]";
            if (one.isTextual()) {
                prompts.add(text(one));
            } else if (one.isArray()) {
                prompts.add(ids(one, at));
            } else {
                throw Fields.wrong(at, one, "a string or token ids");
            }
        }
        return prompts;
    }

    private static Prompt text(JsonNode text) {
        return Prompt.newBuilder().setText(text.textValue()).build();
    }

    private static Prompt ids(JsonNode ids, String at) {
        return Prompt.newBuilder().setTokenIds(TokenIds.newBuilder().addAllIds(Fields.integers(ids, at))).build();
    }

    private static GemstreamException empty() {
        return new GemstreamException(ErrorReason.EMPTY_PROMPT, "prompt: empty (expected: " + EXPECTED + ")",
                Map.of(ErrorStatus.FIELD, FIELD));
    }
}
