package io.gemstream.gateway.admission;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Refusals;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.Prompt;
import java.util.Map;

/** Checks prompts as far as that needs no vocabulary or chat template; the tokenizer service checks the rest. */
public final class PromptRules {

    private PromptRules() {}

    /** Refuses a prompt with no content (EMPTY_PROMPT) or with an id that no vocabulary has (INVALID_TOKEN_ID). */
    public static void check(Prompt prompt) {
        switch (prompt.getFormCase()) {
            case TEXT -> requireContent(!prompt.getText().isEmpty(), "prompt.text");
            case CHAT -> requireContent(prompt.getChat().getMessagesCount() > 0, "prompt.chat.messages");
            case TOKEN_IDS -> {
                requireContent(prompt.getTokenIds().getIdsCount() > 0, "prompt.token_ids.ids");
                for (int i = 0; i < prompt.getTokenIds().getIdsCount(); i++) {
                    int id = prompt.getTokenIds().getIds(i);
                    if (id < 0) {
                        String name = "token_ids[" + i + "]";
                        throw Refusals.outOfRange(ErrorReason.INVALID_TOKEN_ID, name, "prompt." + name, id, ">= 0");
                    }
                }
            }
            case FORM_NOT_SET -> requireContent(false, "prompt");
        }
    }

    /**
     * Refuses a request that would not fit into a record with REQUEST_TOO_LARGE.
     *
     * @param bytes size of the request's message
     */
    public static void checkSize(int bytes) {
        if (bytes > Topics.MAX_REQUEST_BYTES) {
            throw new GemstreamException(ErrorReason.REQUEST_TOO_LARGE,
                    "request: " + bytes + " bytes (expected: at most " + Topics.MAX_REQUEST_BYTES + ")");
        }
    }

    private static void requireContent(boolean present, String field) {
        if (!present) {
            throw new GemstreamException(ErrorReason.EMPTY_PROMPT, field + ": empty (expected: content)",
                    Map.of(ErrorStatus.FIELD, field));
        }
    }
}
