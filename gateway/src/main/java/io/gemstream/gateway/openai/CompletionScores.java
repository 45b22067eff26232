package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.http.Json;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.Optional;

/**
 * As completions have them: arrays of one length, in which {@code top_logprobs} always has the token itself. Offsets are
 * in characters (code points); tokens that make a character together have that of its beginning.
 */
final class CompletionScores implements Scores {

    private ObjectNode arrays = empty();
    private final CharacterCount text = new CharacterCount();

    @Override
    public void leading(String piece, boolean inText) {
        arrays.withArray("tokens").add(piece);
        arrays.withArray("token_logprobs").addNull();
        arrays.withArray("top_logprobs").addNull();
        arrays.withArray("text_offset").add(text.whole());
        if (inText) {
            text.add(Pieces.bytes(piece));
        }
    }

    @Override
    public void add(String piece, float logprob, Optional<TopLogprobs> best) {
        arrays.withArray("tokens").add(piece);
        arrays.withArray("token_logprobs").add(Scores.finite(logprob));
        arrays.withArray("text_offset").add(text.whole());
        text.add(Pieces.bytes(piece));
        ObjectNode top = arrays.withArray("top_logprobs").addObject();
        best.ifPresent(tokens -> {
            // Best first: of two that print alike, the better one keeps the name.
            for (int i = 0; i < tokens.getIdsCount(); i++) {
                put(top, Pieces.at(tokens.getPiecesList(), i), tokens.getLogprobs(i));
            }
        });
        put(top, piece, logprob);
    }

    @Override
    public void endPrompt() {
        text.end();
    }

    @Override
    public JsonNode take() {
        ObjectNode taken = arrays;
        arrays = empty();
        return taken;
    }

    private static void put(ObjectNode top, String piece, float logprob) {
        if (!top.has(piece)) {
            top.put(piece, Scores.finite(logprob));
        }
    }

    private static ObjectNode empty() {
        ObjectNode arrays = Json.object();
        arrays.putArray("tokens");
        arrays.putArray("token_logprobs");
        arrays.putArray("top_logprobs");
        arrays.putArray("text_offset");
        return arrays;
    }
}
