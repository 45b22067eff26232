package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.gemstream.gateway.http.Fields;
import java.util.List;

/**
 * Refuses what would change the answer and cannot be done, by name. What changes nothing that matters, and what nobody has
 * heard of, is passed over.
 */
final class Unsupported {

    private static final List<String> EVERYWHERE = List.of("use_beam_search", "include_stop_str_in_output", "bad_words",
            "allowed_token_ids", "logits_processors", "truncate_prompt_tokens", "prompt_logprobs", "return_token_ids",
            "return_tokens_as_token_ids", "kv_transfer_params");
    private static final List<String> CHAT = List.of("functions", "audio", "echo", "documents", "chat_template",
            "web_search_options");
    private static final List<String> COMPLETIONS = List.of("suffix", "prompt_embeds");

    private Unsupported() {}

    static void checkChat(Fields fields) {
        check(fields, EVERYWHERE);
        check(fields, CHAT);
        if (!fields.any("tool_choice").map(choice -> choice.asText().equals("none")).orElse(false)) {
            check(fields, List.of("tools"));
        }
        for (String modality : fields.texts("modalities")) {
            if (!modality.equals("text")) {
                throw Fields.refused("modalities", "modalities: \"" + modality + "\" (expected: \"text\" alone)");
            }
        }
        checkShown(fields);
    }

    static void checkCompletion(Fields fields, int n) {
        check(fields, EVERYWHERE);
        check(fields, COMPLETIONS);
        int bestOf = fields.integer("best_of").orElse(n);
        if (bestOf != n) {
            throw Fields.refused("best_of", "best_of: " + bestOf + " (expected: as many as n, " + n + ")");
        }
        checkShown(fields);
    }

    private static void checkShown(Fields fields) {
        if (!fields.flag("skip_special_tokens", true)) {
            throw Fields.refused("skip_special_tokens", "skip_special_tokens: false (expected: true)");
        }
    }

    private static void check(Fields fields, List<String> names) {
        for (String name : names) {
            if (fields.any(name).filter(Unsupported::asksForSomething).isPresent()) {
                throw Fields.refused(fields.path() + name, fields.path() + name + ": not supported (expected: none)");
            }
        }
    }

    private static boolean asksForSomething(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case STRING -> !value.textValue().isEmpty();
            case ARRAY, OBJECT -> !value.isEmpty();
            case NUMBER, BINARY, MISSING, NULL, POJO -> true;
        };
    }
}
