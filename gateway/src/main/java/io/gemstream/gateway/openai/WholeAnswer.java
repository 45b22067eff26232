package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.rpc.Status;
import io.gemstream.gateway.call.ResponseSink;
import io.gemstream.gateway.http.Exchange;
import io.gemstream.proto.v1.GenerateResponse;
import java.util.List;

/** Answers with all texts at once. */
final class WholeAnswer implements ResponseSink {

    private final Exchange exchange;
    private final TextRequest request;
    private final long created;
    private final List<Choice> choices;
    /** Read where the deadline passes, which is another thread. */
    private volatile boolean taken;

    /** @param created seconds since 1970 */
    WholeAnswer(Exchange exchange, TextRequest request, long created, List<Choice> choices) {
        this.exchange = exchange;
        this.request = request;
        this.created = created;
        this.choices = choices;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void send(GenerateResponse response) {
        Choice choice = choices.get(response.getChoice());
        switch (response.getEventCase()) {
            case ACCEPTED -> taken = true;
            case TOKENS -> choice.add(response.getTokens());
            case FINISHED -> choice.end(response.getFinished());
            case EVENT_NOT_SET -> { }
        }
    }

    @Override
    public void complete() {
        ObjectNode answer = request.shape().answer(new Head(exchange.requestId(), created, request.model()));
        ArrayNode told = answer.putArray("choices");
        for (int i = 0; i < choices.size(); i++) {
            Choice choice = choices.get(i);
            told.add(request.shape().whole(i, choice.takeText(), choice.takeScores(), choice.finish().orElse("stop")));
        }
        Fingerprint.of(choices).ifPresent(fingerprint -> answer.put("system_fingerprint", fingerprint));
        answer.set("usage", UsageCount.all(choices, request.n()));
        exchange.answer(answer);
    }

    @Override
    public void fail(Status failure) {
        exchange.fail(failure, taken);
    }
}
