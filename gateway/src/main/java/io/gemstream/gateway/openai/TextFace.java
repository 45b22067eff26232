package io.gemstream.gateway.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.call.GenerationCalls;
import io.gemstream.gateway.call.ResponseSink;
import io.gemstream.gateway.http.EventStream;
import io.gemstream.gateway.http.Exchange;
import io.gemstream.gateway.http.Fields;
import io.gemstream.gateway.http.Framing;
import io.gemstream.gateway.http.HttpFace;
import io.gemstream.gateway.http.HttpRoutes;
import io.gemstream.proto.v1.GenerateRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.IntStream;

/** Chats and completions. Each choice is a generation of its own, as over gRPC (ADR 8). */
@Singleton
final class TextFace implements HttpFace {

    private static final long SECOND_MS = 1_000;

    private final TextRequests requests;
    private final GenerationCalls calls;

    TextFace(TextRequests requests, GenerationCalls calls) {
        this.requests = requests;
        this.calls = calls;
    }

    @Override
    public void routes(HttpRoutes routes) {
        OpenAiErrors errors = new OpenAiErrors();
        routes.post("/v1/chat/completions", errors, this::chat);
        routes.post("/v1/completions", errors, this::completion);
    }

    private void chat(Exchange exchange, ObjectNode body) {
        answer(exchange, requests.chat(new Fields(body)), "ChatCompletions");
    }

    private void completion(Exchange exchange, ObjectNode body) {
        answer(exchange, requests.completion(new Fields(body)), "Completions");
    }

    private void answer(Exchange exchange, TextRequest request, String method) {
        List<GenerateRequest> generations = exchange.generations(request.prompts());
        List<Choice> choices = IntStream.range(0, generations.size()).mapToObj(request::choice).toList();
        long created = System.currentTimeMillis() / SECOND_MS;
        request.stream().ifPresentOrElse(options -> {
            EventStream stream = exchange.stream(Framing.OPENAI);
            ResponseSink sink = new StreamedAnswer(exchange, stream, request, options, created, choices);
            stream.answers(calls.each(generations, exchange.context(method), sink), sink::fail);
        }, () -> {
            ResponseSink sink = new WholeAnswer(exchange, request, created, choices);
            exchange.start(calls.each(generations, exchange.context(method), sink), sink::fail);
        });
    }
}
