package io.gemstream.gateway.inference;

import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.call.GenerationCalls;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.grpc.CallContexts;
import io.gemstream.gateway.grpc.UnaryCalls;
import io.gemstream.gateway.grpc.UnreadableRequests;
import io.gemstream.proto.inference.GRPCInferenceServiceGrpc;
import io.gemstream.proto.inference.ModelInferRequest;
import io.gemstream.proto.inference.ModelInferResponse;
import io.gemstream.proto.inference.ModelMetadataRequest;
import io.gemstream.proto.inference.ModelMetadataResponse;
import io.gemstream.proto.inference.ModelReadyRequest;
import io.gemstream.proto.inference.ModelReadyResponse;
import io.gemstream.proto.inference.ModelStreamInferResponse;
import io.gemstream.proto.inference.ServerLiveRequest;
import io.gemstream.proto.inference.ServerLiveResponse;
import io.gemstream.proto.inference.ServerMetadataRequest;
import io.gemstream.proto.inference.ServerMetadataResponse;
import io.gemstream.proto.inference.ServerReadyRequest;
import io.gemstream.proto.inference.ServerReadyResponse;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.quarkus.grpc.RegisterInterceptor;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Serves the gRPC service of the Open Inference Protocol. Nothing here blocks. */
@GrpcService
@RegisterInterceptor(StreamErrors.class)
public class InferenceGrpcService implements BindableService, GRPCInferenceServiceGrpc.AsyncService {

    private final GatewayConfig config;
    private final GatewayMetrics metrics;
    private final Metadata metadata;
    private final InferCalls calls;

    InferenceGrpcService(GatewayConfig config, GatewayMetrics metrics, Metadata metadata, GenerationCalls calls) {
        this.config = config;
        this.metrics = metrics;
        this.metadata = metadata;
        this.calls = new InferCalls(calls::generate, metrics::ended, config.retryDelay());
    }

    @Override
    public ServerServiceDefinition bindService() {
        return UnreadableRequests.refusedBy(GRPCInferenceServiceGrpc.bindService(this));
    }

    @Override
    public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> client) {
        answer(client, "ServerLive", () -> ServerLiveResponse.newBuilder().setLive(true).build());
    }

    @Override
    public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> client) {
        answer(client, "ServerReady", () -> ServerReadyResponse.newBuilder().setReady(metadata.ready()).build());
    }

    @Override
    public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> client) {
        answer(client, "ModelReady", () -> ModelReadyResponse.newBuilder()
                .setReady(metadata.ready(request.getName(), request.getVersion()))
                .build());
    }

    @Override
    public void serverMetadata(ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> client) {
        answer(client, "ServerMetadata", metadata::server);
    }

    @Override
    public void modelMetadata(ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> client) {
        answer(client, "ModelMetadata", () -> metadata.model(request.getName(), request.getVersion()));
    }

    @Override
    public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> client) {
        calls.open(request, CallContexts.current("ModelInfer"), new UnaryClient(client), false).ifPresent(call -> {
            ((ServerCallStreamObserver<ModelInferResponse>) client).setOnCancelHandler(call::leave);
            call.start();
        });
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> client) {
        return new InferStream(calls, CallContexts.current("ModelStreamInfer"), StreamErrors.END_THE_STREAM.get(),
                (ServerCallStreamObserver<ModelStreamInferResponse>) client);
    }

    private <T> void answer(StreamObserver<T> client, String method, Supplier<T> answer) {
        UnaryCalls.answer(client, () -> CompletableFuture.completedFuture(answer.get()), "", config.retryDelay(),
                outcome -> metrics.ended(method, outcome));
    }
}
