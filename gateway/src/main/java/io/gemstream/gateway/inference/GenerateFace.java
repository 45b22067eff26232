package io.gemstream.gateway.inference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.GenerationCall;
import io.gemstream.gateway.call.GenerationCalls;
import io.gemstream.gateway.call.ResponseSink;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.http.EventStream;
import io.gemstream.gateway.http.Exchange;
import io.gemstream.gateway.http.Framing;
import io.gemstream.gateway.http.HttpFace;
import io.gemstream.gateway.http.HttpRoutes;
import io.gemstream.gateway.http.ModelNames;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.v1.GenerateRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** Texts over HTTP: KServe's and Triton's generate and generate_stream. They mean what inference over gRPC means. */
@Singleton
final class GenerateFace implements HttpFace {

    /** Whoever makes calls of several generations: {@link GenerationCalls}. */
    @FunctionalInterface
    interface Generations {

        GenerationCall each(List<GenerateRequest> requests, CallContext context, ResponseSink client);
    }

    private final Generations generations;
    private final BiConsumer<String, String> ended;
    private final Duration retryDelay;
    private final ModelNames names;

    @Inject
    GenerateFace(GenerationCalls calls, GatewayMetrics metrics, GatewayConfig config, ModelNames names) {
        this(calls::each, metrics::ended, config.retryDelay(), names);
    }

    /** @see InferCalls */
    GenerateFace(Generations generations, BiConsumer<String, String> ended, Duration retryDelay, ModelNames names) {
        this.generations = generations;
        this.ended = ended;
        this.retryDelay = retryDelay;
        this.names = names;
    }

    @Override
    public void routes(HttpRoutes routes) {
        GenerateErrors errors = new GenerateErrors();
        for (String model : ModelPath.PATHS) {
            routes.post(model + "/generate", errors, this::whole);
            routes.post(model + "/generate_stream", errors, this::streamed);
        }
    }

    private void whole(Exchange exchange, ObjectNode body) {
        ModelInferRequest message = message(exchange, body, false);
        InferClient client = new WholeGenerate(exchange);
        calls(exchange).open(message, exchange.context("ModelGenerate"), client, false)
                .ifPresent(call -> exchange.start(call, failure -> client.fail(failure, true)));
    }

    private void streamed(Exchange exchange, ObjectNode body) {
        ModelInferRequest message = message(exchange, body, true);
        EventStream stream = exchange.stream(Framing.GENERATE);
        InferClient client = new StreamedGenerate(stream);
        calls(exchange).open(message, exchange.context("ModelGenerateStream"), client, true)
                .ifPresent(call -> stream.answers(call, failure -> client.fail(failure, true)));
    }

    private ModelInferRequest message(Exchange exchange, ObjectNode body, boolean steps) {
        ModelPath path = ModelPath.of(exchange);
        return GenerateBody.message(names.own(path.model()), path.version(), body, steps);
    }

    private InferCalls calls(Exchange exchange) {
        return new InferCalls((request, context, client) ->
                generations.each(exchange.generations(List.of(request)), context, client), ended, retryDelay);
    }
}
