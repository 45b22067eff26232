package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.rpc.Status;
import io.gemstream.gateway.call.ResponseSink;
import io.gemstream.gateway.http.EventStream;
import io.gemstream.gateway.http.Exchange;
import io.gemstream.gateway.http.Json;
import io.gemstream.proto.v1.GenerateResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers with chunks as tokens come. Nothing is sent when a request is accepted: what a tokenizer service refuses can
 * then still be told by a status.
 */
final class StreamedAnswer implements ResponseSink {

    private static final String DONE = "[DONE]";

    private final Exchange exchange;
    private final EventStream stream;
    private final TextRequest request;
    private final StreamOptions options;
    private final long created;
    private final List<Choice> choices;
    private final Set<Integer> opened = new HashSet<>();
    /** Read where the deadline passes, which is another thread. */
    private volatile boolean taken;

    /** @param created seconds since 1970 */
    StreamedAnswer(Exchange exchange, EventStream stream, TextRequest request, StreamOptions options, long created,
            List<Choice> choices) {
        this.exchange = exchange;
        this.stream = stream;
        this.request = request;
        this.options = options;
        this.created = created;
        this.choices = choices;
    }

    @Override
    public boolean isReady() {
        return stream.isReady();
    }

    @Override
    public void send(GenerateResponse response) {
        int index = response.getChoice();
        switch (response.getEventCase()) {
            case ACCEPTED -> taken = true;
            case TOKENS -> {
                choices.get(index).add(response.getTokens());
                // What was scored of the prompt goes with the first token.
                if (response.getTokens().getIdsCount() > 0) {
                    tell(index);
                }
            }
            case FINISHED -> {
                choices.get(index).end(response.getFinished());
                tell(index);
            }
            case EVENT_NOT_SET -> { }
        }
    }

    @Override
    public void complete() {
        if (options.usage()) {
            ObjectNode chunk = chunk();
            chunk.putArray("choices");
            chunk.set("usage", UsageCount.all(choices, request.n()));
            stream.send(Json.text(chunk));
        }
        stream.send(DONE);
        stream.end();
    }

    @Override
    public void fail(Status failure) {
        stream.fail(failure, taken);
    }

    private void tell(int index) {
        Choice choice = choices.get(index);
        if (opened.add(index)) {
            request.shape().opening(index).ifPresent(opening -> send(opening, choice));
        }
        if (choice.hasNews()) {
            send(request.shape().part(index, choice.takeText(), choice.takeScores(), choice.finish()), choice);
        }
    }

    private void send(ObjectNode part, Choice choice) {
        ObjectNode chunk = chunk();
        chunk.putArray("choices").add(part);
        if (options.continuous()) {
            chunk.set("usage", UsageCount.soFar(choice));
        } else if (options.usage()) {
            chunk.putNull("usage");
        }
        stream.send(Json.text(chunk));
    }

    private ObjectNode chunk() {
        return request.shape().chunk(new Head(exchange.requestId(), created, request.model()));
    }
}
