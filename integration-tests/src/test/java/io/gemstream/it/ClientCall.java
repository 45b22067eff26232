package io.gemstream.it;

import static org.awaitility.Awaitility.await;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A running Generate call that can be watched and cancelled. */
final class ClientCall implements ClientResponseObserver<GenerateRequest, GenerateResponse> {

    private final List<GenerateResponse> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile ClientCallStreamObserver<GenerateRequest> stream;

    private ClientCall() {}

    static ClientCall start(GenerationClient client, GenerateRequest request) {
        ClientCall call = new ClientCall();
        client.async().generate(request, call);
        return call;
    }

    /** Waits until the request is accepted. */
    void awaitAccepted(Duration limit) {
        await().atMost(limit).pollInterval(Duration.ofMillis(1)).until(() -> {
            if (answer.isCompletedExceptionally()) {
                answer.join();
            }
            return !events.isEmpty();
        });
    }

    /** Waits until that many tokens have come. */
    void awaitTokens(int count, Duration limit) {
        await().atMost(limit).pollInterval(Duration.ofMillis(1)).until(() -> {
            if (answer.isCompletedExceptionally()) {
                answer.join();
            }
            return tokens() >= count;
        });
    }

    /** Tokens so far. */
    int tokens() {
        return Answer.tokens(events);
    }

    /** Tokens of the prompt that were scored so far. */
    int scored() {
        return events.stream().mapToInt(event -> event.getTokens().getPromptLogprobs().getIdsCount()).sum();
    }

    String requestId() {
        return events.getFirst().getAccepted().getRequestId();
    }

    void cancel() {
        stream.cancel("the test cancels", null);
    }

    /** The whole stream, or its error. */
    CompletableFuture<Answer> answer() {
        return answer;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<GenerateRequest> requestStream) {
        stream = requestStream;
    }

    @Override
    public void onNext(GenerateResponse event) {
        events.add(event);
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        try {
            answer.complete(Answer.of(events));
        } catch (AssertionError broken) {
            answer.completeExceptionally(broken);
        }
    }
}
