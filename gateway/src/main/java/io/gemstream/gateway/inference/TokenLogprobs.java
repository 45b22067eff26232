package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.TopLogprobs;
import java.util.List;

/**
 * Writes log-probabilities as vLLM's backend does: for each token an object, in it the token and the best ones in its place
 * by id. {@code rank} is null where the token is not among the best; {@code decoded_token} is its piece, null where a worker of
 * an older version wrote none.
 */
final class TokenLogprobs {

    private TokenLogprobs() {}

    static void add(Tokens tokens, ArrayNode to) {
        for (int i = 0; i < tokens.getIdsCount(); i++) {
            TopLogprobs best = i < tokens.getTopLogprobsCount()
                    ? tokens.getTopLogprobs(i) : TopLogprobs.getDefaultInstance();
            int chosen = tokens.getIds(i);
            ObjectNode byId = JsonNodeFactory.instance.objectNode();
            byId.set(Integer.toString(chosen), logprob(
                    tokens.getLogprobs(i), best.getIdsList().indexOf(chosen), tokens.getPiecesList(), i));
            for (int rank = 0; rank < best.getIdsCount(); rank++) {
                byId.set(Integer.toString(best.getIds(rank)), logprob(
                        best.getLogprobs(rank), rank, best.getPiecesList(), rank));
            }
            to.add(byId);
        }
    }

    /**
     * One token.
     *
     * @param place among the best, from 0; -1 where it is not among them
     * @param piece its place in the pieces
     */
    private static ObjectNode logprob(float value, int place, List<String> pieces, int piece) {
        ObjectNode logprob = JsonNodeFactory.instance.objectNode().put("logprob", value);
        if (place < 0) {
            logprob.putNull("rank");
        } else {
            logprob.put("rank", place + 1);
        }
        return piece < pieces.size()
                ? logprob.put("decoded_token", pieces.get(piece))
                : logprob.putNull("decoded_token");
    }
}
