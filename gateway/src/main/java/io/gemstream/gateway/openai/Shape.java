package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.http.Json;
import java.util.Optional;

/** The forms of one kind of answer. */
enum Shape {
    CHAT("chatcmpl-", "chat.completion", "chat.completion.chunk") {
        @Override
        Optional<ObjectNode> opening(int index) {
            ObjectNode choice = choice(index);
            choice.putObject("delta").put("role", ASSISTANT).put("content", "");
            return Optional.of(end(choice, Json.object().nullNode(), Optional.empty()));
        }

        @Override
        ObjectNode part(int index, String text, JsonNode scores, Optional<String> finish) {
            ObjectNode choice = choice(index);
            ObjectNode delta = choice.putObject("delta");
            if (!text.isEmpty() || finish.isEmpty()) {
                delta.put("content", text);
            }
            return end(choice, scores, finish);
        }

        @Override
        ObjectNode whole(int index, String text, JsonNode scores, String finish) {
            ObjectNode choice = choice(index);
            choice.putObject("message").put("role", ASSISTANT).put("content", text).putNull("refusal");
            return end(choice, scores, Optional.of(finish));
        }
    },
    COMPLETION("cmpl-", "text_completion", "text_completion") {
        @Override
        Optional<ObjectNode> opening(int index) {
            return Optional.empty();
        }

        @Override
        ObjectNode part(int index, String text, JsonNode scores, Optional<String> finish) {
            return end(choice(index).put("text", text), scores, finish);
        }

        @Override
        ObjectNode whole(int index, String text, JsonNode scores, String finish) {
            return part(index, text, scores, Optional.of(finish));
        }
    };

    private static final String ASSISTANT = "assistant";

    private final String idPrefix;
    private final String object;
    private final String chunkObject;

    Shape(String idPrefix, String object, String chunkObject) {
        this.idPrefix = idPrefix;
        this.object = object;
        this.chunkObject = chunkObject;
    }

    /** An answer with nothing in it. */
    ObjectNode answer(Head head) {
        return frame(head, object);
    }

    /** A chunk of a stream, with nothing in it. */
    ObjectNode chunk(Head head) {
        return frame(head, chunkObject);
    }

    /** What a stream says of a choice before its text. */
    abstract Optional<ObjectNode> opening(int index);

    /** A part of a choice; the last has the reason of its end. */
    abstract ObjectNode part(int index, String text, JsonNode scores, Optional<String> finish);

    /** A choice at once. */
    abstract ObjectNode whole(int index, String text, JsonNode scores, String finish);

    private ObjectNode frame(Head head, String named) {
        return Json.object()
                .put("id", idPrefix + head.requestId())
                .put("object", named)
                .put("created", head.created())
                .put("model", head.model());
    }

    private static ObjectNode choice(int index) {
        return Json.object().put("index", index);
    }

    private static ObjectNode end(ObjectNode choice, JsonNode scores, Optional<String> finish) {
        choice.set("logprobs", scores);
        return choice.put("finish_reason", finish.orElse(null));
    }
}
