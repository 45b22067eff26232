package io.gemstream.testing.calls;

import io.gemstream.proto.v1.Finished;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole stream as a client saw it.
 *
 * @param requestId from the Accepted message
 * @param ids token ids in order
 * @param text all text in order
 * @param finished the last message
 */
public record Answer(String requestId, List<Integer> ids, String text, Finished finished) {

    /** Tokens in a stream so far. */
    public static int tokens(List<GenerateResponse> events) {
        int tokens = 0;
        for (GenerateResponse event : events) {
            tokens += event.getTokens().getIdsCount();
        }
        return tokens;
    }

    /** Puts a stream together; any gap, repetition or message out of order is an error. */
    public static Answer of(List<GenerateResponse> events) {
        if (events.size() < 2 || !events.getFirst().hasAccepted() || !events.getLast().hasFinished()) {
            throw new AssertionError("not a whole stream: " + events);
        }
        List<Integer> ids = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (GenerateResponse event : events.subList(1, events.size() - 1)) {
            if (!event.hasTokens()) {
                throw new AssertionError("in the middle of a stream: " + event);
            }
            Tokens tokens = event.getTokens();
            if (tokens.getIndex() != ids.size()) {
                throw new AssertionError("token index " + tokens.getIndex() + " after " + ids.size() + " tokens");
            }
            ids.addAll(tokens.getIdsList());
            text.append(tokens.getText());
        }
        Finished finished = events.getLast().getFinished();
        text.append(finished.getText());
        return new Answer(events.getFirst().getAccepted().getRequestId(), List.copyOf(ids), text.toString(), finished);
    }
}
