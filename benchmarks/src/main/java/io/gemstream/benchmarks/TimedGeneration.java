package io.gemstream.benchmarks;

import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.CancelResponse;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A generation under a stopwatch. It has a key of its own, so that only {@link #cancel} and its deadline end it, not
 * its client's disappearance. Times are {@link System#nanoTime}.
 */
final class TimedGeneration implements StreamObserver<GenerateResponse> {

    private static final int LIMIT_MINUTES = 5;

    private final Channel channel;
    private final String requestId;
    private final CompletableFuture<Long> accepted = new CompletableFuture<>();
    private final CompletableFuture<Long> firstToken = new CompletableFuture<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final CompletableFuture<Long> end = new CompletableFuture<>();

    private TimedGeneration(Channel channel, String requestId) {
        this.channel = channel;
        this.requestId = requestId;
    }

    static TimedGeneration start(Channel channel, GenerateRequest request, Deadline deadline) {
        TimedGeneration timedGeneration = new TimedGeneration(channel, UUID.randomUUID().toString());
        GenerationServiceGrpc.newStub(channel).withDeadline(deadline)
                .generate(request.toBuilder().setRequestId(timedGeneration.requestId).build(), timedGeneration);
        return timedGeneration;
    }

    static TimedGeneration start(Channel channel, GenerateRequest request) {
        return start(channel, request, Deadline.after(LIMIT_MINUTES, TimeUnit.MINUTES));
    }

    String requestId() {
        return requestId;
    }

    /** Tokens so far. */
    int tokens() {
        return tokens.get();
    }

    long awaitAccepted() {
        return await(accepted);
    }

    long awaitFirstToken() {
        return await(firstToken);
    }

    long awaitEnd() {
        return await(end);
    }

    /** Asks for the end, and waits for it; gives the milliseconds between. */
    double cancel() {
        long start = System.nanoTime();
        OperationServiceGrpc.newStub(channel).cancel(
                CancelRequest.newBuilder().setRequestId(requestId).build(), new Unheard());
        return (awaitEnd() - start) / 1e6;
    }

    @Override
    public void onNext(GenerateResponse event) {
        long now = System.nanoTime();
        accepted.complete(now);
        if (tokens.addAndGet(event.getTokens().getIdsCount()) > 0) {
            firstToken.complete(now);
        }
    }

    @Override
    public void onError(Throwable failure) {
        ended();
    }

    @Override
    public void onCompleted() {
        ended();
    }

    private void ended() {
        long now = System.nanoTime();
        accepted.complete(now);
        firstToken.complete(now);
        end.complete(now);
    }

    private static long await(CompletableFuture<Long> when) {
        return when.orTimeout(LIMIT_MINUTES, TimeUnit.MINUTES).join();
    }

    /** The answer to Cancel says nothing that the stream does not. */
    private static final class Unheard implements StreamObserver<CancelResponse> {
        @Override
        public void onNext(CancelResponse response) {}

        @Override
        public void onError(Throwable failure) {
            System.err.println("Cancel failed: " + failure.getMessage());
        }

        @Override
        public void onCompleted() {}
    }
}
