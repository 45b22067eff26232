package io.gemstream.gateway.grpc;

import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Tokens;
import java.util.Deque;

/** Makes one response of the tokens that wait together: a message costs client and gateway as much as many tokens do. */
final class TokensTogether {

    /** Tokens of one response at most. */
    private static final int MOST = 64;

    private TokensTogether() {}

    /** Takes the first response from those that wait, at least one, and with it what may go in the same. */
    static GenerateResponse take(Deque<GenerateResponse> waiting) {
        GenerateResponse first = waiting.remove();
        if (waiting.isEmpty() || !follows(first, waiting.peek(), first.getTokens().getIdsCount())) {
            return first;
        }
        Tokens.Builder tokens = first.getTokens().toBuilder();
        StringBuilder text = new StringBuilder(tokens.getText());
        while (!waiting.isEmpty() && follows(first, waiting.peek(), tokens.getIdsCount())) {
            Tokens more = waiting.remove().getTokens();
            tokens.addAllIds(more.getIdsList())
                    .addAllLogprobs(more.getLogprobsList())
                    .addAllTopLogprobs(more.getTopLogprobsList());
            text.append(more.getText());
        }
        return first.toBuilder().setTokens(tokens.setText(text.toString())).build();
    }

    /** Whether {@code next} has tokens that may stand behind those of {@code first}, of which there are {@code ids} by now. */
    private static boolean follows(GenerateResponse first, GenerateResponse next, int ids) {
        return plain(first) && plain(next)
                && first.getTokens().getTopLogprobsCount() > 0 == next.getTokens().getTopLogprobsCount() > 0
                && ids + next.getTokens().getIdsCount() <= MOST;
    }

    /** Scores of a prompt have no ids, and go alone. */
    private static boolean plain(GenerateResponse response) {
        return response.hasTokens() && response.getTokens().getIdsCount() > 0;
    }
}
