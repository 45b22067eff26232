package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.http.Json;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.Optional;

/** As chat completions have them. */
final class ChatScores implements Scores {

    private static final int BYTE = 0xFF;

    private ArrayNode content = Json.object().arrayNode();

    @Override
    public void leading(String piece, boolean inText) {
        throw new UnsupportedOperationException("chats are not echoed");
    }

    @Override
    public void endPrompt() {
        // A chat's prompt is not told.
    }

    @Override
    public void add(String piece, float logprob, Optional<TopLogprobs> best) {
        ArrayNode top = entry(content.addObject(), piece, logprob).putArray("top_logprobs");
        best.ifPresent(tokens -> {
            for (int i = 0; i < tokens.getIdsCount(); i++) {
                entry(top.addObject(), Pieces.at(tokens.getPiecesList(), i), tokens.getLogprobs(i));
            }
        });
    }

    @Override
    public JsonNode take() {
        ObjectNode taken = Json.object();
        taken.set("content", content);
        taken.putNull("refusal");
        content = Json.object().arrayNode();
        return taken;
    }

    private static ObjectNode entry(ObjectNode entry, String piece, float logprob) {
        entry.put("token", piece).put("logprob", Scores.finite(logprob));
        ArrayNode bytes = entry.putArray("bytes");
        for (byte one : Pieces.bytes(piece)) {
            bytes.add(one & BYTE);
        }
        return entry;
    }
}
