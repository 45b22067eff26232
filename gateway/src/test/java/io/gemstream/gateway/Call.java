package io.gemstream.gateway;

import static org.awaitility.Awaitility.await;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One Generate call and what came of it. */
final class Call implements ClientResponseObserver<GenerateRequest, GenerateResponse> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<GenerateResponse> responses = new CopyOnWriteArrayList<>();
    private volatile Optional<Throwable> failure = Optional.empty();
    private volatile boolean ended;
    private volatile ClientCallStreamObserver<GenerateRequest> stream;

    static Call generate(GenerationServiceGrpc.GenerationServiceStub stub, GenerateRequest request) {
        Call call = new Call();
        stub.generate(request, call);
        return call;
    }

    static Call watch(OperationServiceGrpc.OperationServiceStub stub, WatchRequest request) {
        Call call = new Call();
        stub.watch(request, new ResponsesOnly(call));
        return call;
    }

    /** The same observer for a call of another request type. */
    private record ResponsesOnly(Call call) implements StreamObserver<GenerateResponse> {

        @Override
        public void onNext(GenerateResponse response) {
            call.onNext(response);
        }

        @Override
        public void onError(Throwable problem) {
            call.onError(problem);
        }

        @Override
        public void onCompleted() {
            call.onCompleted();
        }
    }

    String requestId() {
        await().atMost(PATIENCE).until(() -> !responses.isEmpty() || ended);
        failure.ifPresent(unexpected -> {
            throw new AssertionError("refused", unexpected);
        });
        return responses.getFirst().getAccepted().getRequestId();
    }

    void awaitTokens(int count) {
        await().atMost(PATIENCE).until(() -> ids().size() >= count);
    }

    Call awaitEnd() {
        await().atMost(PATIENCE).until(() -> ended);
        return this;
    }

    void cancel() {
        stream.cancel("test", null);
    }

    List<GenerateResponse> responses() {
        return responses;
    }

    List<Integer> ids() {
        return responses.stream().flatMap(response -> response.getTokens().getIdsList().stream()).toList();
    }

    Optional<Throwable> failure() {
        return failure;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<GenerateRequest> requestStream) {
        stream = requestStream;
    }

    @Override
    public void onNext(GenerateResponse response) {
        responses.add(response);
    }

    @Override
    public void onError(Throwable problem) {
        failure = Optional.of(problem);
        ended = true;
    }

    @Override
    public void onCompleted() {
        ended = true;
    }
}
