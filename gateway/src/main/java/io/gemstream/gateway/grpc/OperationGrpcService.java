package io.gemstream.gateway.grpc;

import com.google.longrunning.Operation;
import io.gemstream.gateway.GatewayLifecycle;
import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.admission.RequestIds;
import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.GenerationCalls;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.generation.GenerationLookup;
import io.gemstream.gateway.generation.GenerationStarter;
import io.gemstream.gateway.messaging.ControlPublisher;
import io.gemstream.gateway.operation.Operations;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.CancelResponse;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Serves the gRPC service OperationService: generations that outlive the calls that start and watch them. Nothing here
 * blocks.
 */
@GrpcService
public class OperationGrpcService implements BindableService, OperationServiceGrpc.AsyncService {

    private final GatewayConfig config;
    private final GatewayLifecycle lifecycle;
    private final GatewayMetrics metrics;
    private final GenerationCalls calls;
    private final GenerationStarter generationStarter;
    private final GenerationLookup generations;
    private final StreamRegistry streams;
    private final ControlPublisher control;

    OperationGrpcService(GatewayConfig config, GatewayLifecycle lifecycle, GatewayMetrics metrics,
            GenerationCalls calls, GenerationStarter generationStarter, GenerationLookup generations, StreamRegistry streams,
            ControlPublisher control) {
        this.config = config;
        this.lifecycle = lifecycle;
        this.metrics = metrics;
        this.calls = calls;
        this.generationStarter = generationStarter;
        this.generations = generations;
        this.streams = streams;
        this.control = control;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return UnreadableRequests.refusedBy(OperationServiceGrpc.bindService(this));
    }

    @Override
    public void submit(GenerateRequest request, StreamObserver<Operation> client) {
        CallContext call = CallContexts.current("Submit");
        // Without a key there is nothing to join, but the operation must be found by the very next call.
        String requested = request.getRequestId().isEmpty()
                ? RequestIds.draw(UUID::randomUUID, streams.owned(), streams.partitions()) : request.getRequestId();
        UnaryCalls.answer(client, () -> {
            lifecycle.requireRunning();
            if (request.hasN() && request.getN() != 1) {
                throw new GemstreamException(ErrorReason.INVALID_OPTION,
                        "n: " + request.getN() + " (expected: 1; an operation is one generation)",
                        Map.of(ErrorStatus.FIELD, "n"));
            }
            return generationStarter.start(new GenerationStarter.Request(request, RequestIds.ofClient(requested), true,
                    call.tenant(), Deadline.NEVER, call.trace(), Optional.empty())).thenApply(Operations::brief);
        }, requested, config.retryDelay(), outcome -> metrics.ended(call.method(), outcome));
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<GenerateResponse> client) {
        StreamingCalls.open(client, sink -> calls.watch(request, CallContexts.current("Watch"), sink));
    }

    @Override
    public void cancel(CancelRequest request, StreamObserver<CancelResponse> client) {
        UnaryCalls.answer(client, () -> generations.find(request.getRequestId())
                .thenCompose(row -> control.cancel(row.getRequestId(), "CANCELLED_BY_CLIENT"))
                .thenApply(_ -> CancelResponse.getDefaultInstance()), request.getRequestId(), config.retryDelay(),
                outcome -> metrics.ended("Cancel", outcome));
    }
}
