package io.gemstream.gateway.grpc;

import io.gemstream.gateway.GatewayLifecycle;
import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.admission.Admission;
import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.gateway.admission.RequestIds;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.generation.Timeouts;
import io.gemstream.gateway.messaging.PromptPublisher;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.ListModelsResponse;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.service.models.ServedModels;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Serves the gRPC service GenerationService. It uses grpc-java's own stubs, because those of Mutiny do not say when a
 * client can take more (ADR 6). Nothing here blocks.
 */
@GrpcService
public class GenerationGrpcService extends GenerationServiceGrpc.GenerationServiceImplBase {

    private final GatewayConfig config;
    private final GatewayLifecycle lifecycle;
    private final GatewayMetrics metrics;
    private final ServedModels models;
    private final StreamRegistry streams;
    private final StreamingCalls streamingCalls;
    private final PromptPublisher prompts;

    GenerationGrpcService(GatewayConfig config, GatewayLifecycle lifecycle, GatewayMetrics metrics,
            ServedModels models, StreamRegistry streams, StreamingCalls streamingCalls, PromptPublisher prompts) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.metrics = metrics;
        this.models = models;
        this.streams = streams;
        this.streamingCalls = streamingCalls;
        this.prompts = prompts;
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> client) {
        streamingCalls.generate(request, client);
    }

    @Override
    public void countTokens(CountTokensRequest request, StreamObserver<CountTokensResponse> client) {
        CallContext call = CallContext.current();
        String requestId = RequestIds.draw(UUID::randomUUID, streams.owned(), streams.partitions());
        UnaryCalls.answer(client, () -> {
            lifecycle.requireRunning();
            return count(Admission.count(request, models, requestId, System.currentTimeMillis()), call);
        }, requestId, config.retryDelay(), outcome -> metrics.ended("CountTokens", outcome));
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> client) {
        UnaryCalls.answer(client, () -> CompletableFuture.completedFuture(ListModelsResponse.newBuilder()
                        .addAllModels(ModelDirectory.list(models))
                        .build()),
                "", config.retryDelay(), outcome -> metrics.ended("ListModels", outcome));
    }

    private CompletionStage<CountTokensResponse> count(PromptRecord prompt, CallContext call) {
        CountAnswer answer = new CountAnswer(prompt.getRequestId(), config.retryDelay());
        OpenStream stream = streams.add(prompt.getRequestId(), OpenStream.Purpose.CALL, answer);
        CompletableFuture<Void> sent = streams.openAtEnd(stream)
                .thenCompose(_ -> prompts.publish(prompt.toBuilder().setLogPartition(stream.partition()).build(),
                                Lane.INTERACTIVE, call.tenant(), call.deadline(), call.trace())
                        .subscribeAsCompletionStage())
                .toCompletableFuture();
        return Timeouts.within(sent, config.deliveryTimeout(), () -> new GemstreamException(
                        ErrorReason.BROKER_UNAVAILABLE, "Kafka did not take the request within "
                                + config.deliveryTimeout().toMillis() + " ms"))
                .thenCompose(_ -> Timeouts.within(answer.total(), config.countTimeout(), () -> new GemstreamException(
                        ErrorReason.TOKENIZER_UNAVAILABLE, "no tokenizer answered within "
                                + config.countTimeout().toMillis() + " ms")))
                .thenApply(total -> CountTokensResponse.newBuilder()
                        .setTotalTokens(total)
                        .setModel(prompt.getModel())
                        .build())
                .whenComplete((_, _) -> streams.close(stream));
    }
}
