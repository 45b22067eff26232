package io.gemstream.benchmarks.streams;

import io.gemstream.benchmarks.CompletionJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

/** A completion as events over HTTP/1.1, on a connection of its own, whose client reads nothing until it is told to. */
final class HttpStream implements Flow.Subscriber<String>, TokenStream {

    private static final int OK = 200;
    private static final String END = "data: [DONE]";
    private static final String ERROR = "{\"error\":";

    private final ReceivedTokens received = new ReceivedTokens();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CompletableFuture<Flow.Subscription> body = new CompletableFuture<>();

    private HttpStream() {}

    static HttpStream open(HttpClient client, URI root, String prompt, int tokens) throws IOException {
        HttpStream stream = new HttpStream();
        HttpRequest request = HttpRequest.newBuilder(root.resolve("/v1/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(CompletionJson.request(prompt, tokens))).build();
        client.sendAsync(request, HttpResponse.BodyHandlers.fromLineSubscriber(stream)).whenComplete((response, failed) -> {
            if (failed != null) {
                stream.failure.compareAndSet(null, failed);
            } else if (response.statusCode() != OK) {
                // The body says why.
                stream.read();
            }
        });
        return stream;
    }

    /** Takes everything, now and when it comes. */
    void read() {
        body.thenAccept(subscription -> subscription.request(Long.MAX_VALUE));
    }

    @Override
    public ReceivedTokens received() {
        return received;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        body.complete(subscription);
    }

    @Override
    public void onNext(String line) {
        try {
            CompletionJson.Chunk chunk = CompletionJson.chunk(line);
            if (chunk.hasText()) {
                received.accept(chunk.text());
            } else if (line.equals(END)) {
                received.end();
            } else if (line.contains(ERROR)) {
                throw new IOException(line);
            }
        } catch (IOException | IllegalStateException wrong) {
            failure.compareAndSet(null, wrong);
        }
    }

    @Override
    public void onError(Throwable failed) {
        failure.compareAndSet(null, failed);
    }

    @Override
    public void onComplete() {
        if (!received.ended()) {
            failure.compareAndSet(null, new IllegalStateException("the stream ended before the generation"));
        }
    }
}
