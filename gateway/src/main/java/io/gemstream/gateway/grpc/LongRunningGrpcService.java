package io.gemstream.gateway.grpc;

import com.google.longrunning.CancelOperationRequest;
import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.longrunning.WaitOperationRequest;
import com.google.protobuf.Empty;
import com.google.protobuf.util.Durations;
import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.generation.GenerationHistory;
import io.gemstream.gateway.generation.GenerationLookup;
import io.gemstream.gateway.messaging.ControlPublisher;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.operation.OperationPages;
import io.gemstream.gateway.operation.Operations;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Refusals;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Serves the standard protocol for long-running operations, google.longrunning.Operations, to its clients. */
@GrpcService
public class LongRunningGrpcService implements BindableService, OperationsGrpc.AsyncService {

    /** A wait without a limit of its own; the protocol lets it end early. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final GatewayConfig config;
    private final GatewayMetrics metrics;
    private final OperationIndex index;
    private final GenerationLookup generations;
    private final ControlPublisher control;
    private final GenerationHistory history;

    LongRunningGrpcService(GatewayConfig config, GatewayMetrics metrics, OperationIndex index,
            GenerationLookup generations, ControlPublisher control, GenerationHistory history) {
        this.config = config;
        this.metrics = metrics;
        this.index = index;
        this.generations = generations;
        this.control = control;
        this.history = history;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return UnreadableRequests.refusedBy(OperationsGrpc.bindService(this));
    }

    @Override
    public void getOperation(GetOperationRequest request, StreamObserver<Operation> client) {
        answer(client, "GetOperation", () -> generations.describe(Operations.requestId(request.getName())));
    }

    @Override
    public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> client) {
        answer(client, "ListOperations",
                () -> OperationPages.page(index, history::page, request));
    }

    @Override
    public void waitOperation(WaitOperationRequest request, StreamObserver<Operation> client) {
        answer(client, "WaitOperation",
                () -> generations.await(Operations.requestId(request.getName()), longestWait(request)));
    }

    private static Duration longestWait(WaitOperationRequest request) {
        if (!request.hasTimeout()) {
            return LONGEST_WAIT;
        }
        com.google.protobuf.Duration asked = request.getTimeout();
        if (!Durations.isValid(asked) || Durations.isNegative(asked)) {
            throw Refusals.outOfRange(ErrorReason.INVALID_OPTION, "timeout", "timeout",
                    asked.getSeconds() + " s and " + asked.getNanos() + " ns", "a google.protobuf.Duration, 0 or longer");
        }
        Duration most = Duration.ofSeconds(asked.getSeconds(), asked.getNanos());
        return most.compareTo(LONGEST_WAIT) < 0 ? most : LONGEST_WAIT;
    }

    /** Forgets the operation and leaves the generation alone, as the protocol has it. */
    @Override
    public void deleteOperation(DeleteOperationRequest request, StreamObserver<Empty> client) {
        answer(client, "DeleteOperation", () -> generations.delete(Operations.requestId(request.getName()))
                .thenApply(_ -> Empty.getDefaultInstance()));
    }

    @Override
    public void cancelOperation(CancelOperationRequest request, StreamObserver<Empty> client) {
        answer(client, "CancelOperation", () -> generations.find(Operations.requestId(request.getName()))
                .thenCompose(row -> control.cancel(row.getRequestId(), "CANCELLED_BY_CLIENT"))
                .thenApply(_ -> Empty.getDefaultInstance()));
    }

    private <T> void answer(StreamObserver<T> client, String method, Supplier<CompletionStage<T>> work) {
        UnaryCalls.answer(client, work, "", config.retryDelay(), outcome -> metrics.ended(method, outcome));
    }
}
