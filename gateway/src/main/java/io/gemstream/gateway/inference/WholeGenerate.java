package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.rpc.Status;
import io.gemstream.gateway.http.Exchange;
import io.gemstream.gateway.http.Json;
import io.gemstream.proto.inference.ModelInferResponse;

/** The client of a generate request. Told by one thread at a time. */
final class WholeGenerate implements InferClient {

    private final Exchange exchange;
    private ObjectNode body = Json.object();

    WholeGenerate(Exchange exchange) {
        this.exchange = exchange;
    }

    /** What comes is gathered until it is whole. */
    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void answer(ModelInferResponse.Builder answer, boolean last) {
        body = JsonAnswers.of(answer);
    }

    @Override
    public void end() {
        exchange.answer(body);
    }

    @Override
    public void fail(Status failure, boolean taken) {
        exchange.fail(failure, taken);
    }
}
