package io.gemstream.benchmarks;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs one generation and times it. It has a key of its own, so that only {@link #cancel} and its deadline end it, not
 * its client's disappearance. Times are {@link System#nanoTime}.
 */
final class TimedGeneration implements Flow.Subscriber<GenerateResponse> {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final GemstreamClient client;
    private final String requestId = UUID.randomUUID().toString();
    private final CompletableFuture<Long> accepted = new CompletableFuture<>();
    private final CompletableFuture<Long> firstToken = new CompletableFuture<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final CompletableFuture<Long> end = new CompletableFuture<>();
    private volatile Optional<String> failure = Optional.empty();

    private TimedGeneration(GemstreamClient client) {
        this.client = client;
    }

    static TimedGeneration start(GemstreamClient client, GenerateRequest request, Duration timeout) {
        TimedGeneration timedGeneration = new TimedGeneration(client);
        client.publish(request.toBuilder().setRequestId(timedGeneration.requestId).build(), timeout)
                .subscribe(timedGeneration);
        return timedGeneration;
    }

    static TimedGeneration start(GemstreamClient client, GenerateRequest request) {
        return start(client, request, LIMIT);
    }

    String requestId() {
        return requestId;
    }

    /** Tokens so far. */
    int tokens() {
        return tokens.get();
    }

    /** Why it ended without a finish; known once it has ended. */
    Optional<String> failure() {
        return failure;
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
        try {
            client.cancel(requestId, LIMIT);
        } catch (GemstreamException failed) {
            System.err.println("Cancel failed: " + failed.getMessage());
        }
        return (awaitEnd() - start) / 1e6;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
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
    public void onError(Throwable why) {
        failure = Optional.ofNullable(why.getMessage()).or(() -> Optional.of(why.toString()));
        ended();
    }

    @Override
    public void onComplete() {
        ended();
    }

    private void ended() {
        long now = System.nanoTime();
        accepted.complete(now);
        firstToken.complete(now);
        end.complete(now);
    }

    private static long await(CompletableFuture<Long> when) {
        return when.orTimeout(LIMIT.toMinutes(), TimeUnit.MINUTES).join();
    }
}
