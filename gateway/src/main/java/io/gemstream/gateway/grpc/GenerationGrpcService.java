package io.gemstream.gateway.grpc;

import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.admission.ModelDirectory;
import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.GenerationCalls;
import io.gemstream.gateway.call.TokenCounts;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.proto.v1.CountTokensRequest;
import io.gemstream.proto.v1.CountTokensResponse;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.ListModelsRequest;
import io.gemstream.proto.v1.ListModelsResponse;
import io.gemstream.service.models.ServedModels;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.concurrent.CompletableFuture;

/**
 * Serves the gRPC service GenerationService. It uses grpc-java's own stubs, because those of Mutiny do not say when a
 * client can take more (ADR 6). Nothing here blocks.
 */
@GrpcService
public class GenerationGrpcService implements BindableService, GenerationServiceGrpc.AsyncService {

    private final GatewayConfig config;
    private final GatewayMetrics metrics;
    private final ServedModels models;
    private final GenerationCalls calls;
    private final TokenCounts counts;

    GenerationGrpcService(GatewayConfig config, GatewayMetrics metrics, ServedModels models,
            GenerationCalls calls, TokenCounts counts) {
        this.config = config;
        this.metrics = metrics;
        this.models = models;
        this.calls = calls;
        this.counts = counts;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return UnreadableRequests.refusedBy(GenerationServiceGrpc.bindService(this));
    }

    @Override
    public void generate(GenerateRequest request, StreamObserver<GenerateResponse> client) {
        StreamingCalls.open(client, sink -> calls.generate(request, CallContexts.current("Generate"), sink));
    }

    @Override
    public void countTokens(CountTokensRequest request, StreamObserver<CountTokensResponse> client) {
        CallContext call = CallContexts.current("CountTokens");
        String requestId = counts.drawId();
        UnaryCalls.answer(client, () -> counts.count(request, requestId, call), requestId, config.retryDelay(),
                outcome -> metrics.ended(call.method(), outcome));
    }

    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> client) {
        UnaryCalls.answer(client, () -> CompletableFuture.completedFuture(ListModelsResponse.newBuilder()
                        .addAllModels(ModelDirectory.list(models))
                        .build()),
                "", config.retryDelay(), outcome -> metrics.ended("ListModels", outcome));
    }
}
