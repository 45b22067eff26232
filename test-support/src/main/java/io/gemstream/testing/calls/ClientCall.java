package io.gemstream.testing.calls;

import static org.awaitility.Awaitility.await;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc.GenerationServiceStub;
import io.gemstream.proto.v1.OperationServiceGrpc.OperationServiceStub;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** A running call that streams a generation; can be watched and cancelled. */
public final class ClientCall {

    private static final Duration POLL = Duration.ofMillis(1);

    private final List<GenerateResponse> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();
    private volatile ClientCallStreamObserver<?> stream;

    private ClientCall() {}

    /** Starts a Generate call. */
    public static ClientCall generate(GenerationServiceStub stub, GenerateRequest request) {
        ClientCall call = new ClientCall();
        stub.generate(request, call.new Observer<>());
        return call;
    }

    /** Starts a Watch call. */
    public static ClientCall watch(OperationServiceStub stub, WatchRequest request) {
        ClientCall call = new ClientCall();
        stub.watch(request, call.new Observer<>());
        return call;
    }

    /** Waits until the request is accepted; gives its id. */
    public String awaitAccepted(Duration limit) {
        awaitOrFail(limit, () -> !events.isEmpty());
        return requestId();
    }

    /** Waits until that many tokens have come. */
    public void awaitTokens(int count, Duration limit) {
        awaitOrFail(limit, () -> tokens() >= count);
    }

    /** Waits until it has ended, however it did. */
    public ClientCall awaitEnd(Duration limit) {
        await().atMost(limit).pollInterval(POLL).until(end::isDone);
        return this;
    }

    /** Waits until it has failed; gives what with. */
    public Throwable awaitFailure(Duration limit) {
        return awaitEnd(limit).failure().orElseThrow(() -> new AssertionError("ended well: " + events));
    }

    /** Tokens so far. */
    public int tokens() {
        return Answer.tokens(events);
    }

    /** Ids of the tokens so far. */
    public List<Integer> ids() {
        return events.stream().flatMap(event -> event.getTokens().getIdsList().stream()).toList();
    }

    /** Tokens of the prompt that were scored so far. */
    public int scored() {
        return events.stream().mapToInt(event -> event.getTokens().getPromptLogprobs().getIdsCount()).sum();
    }

    public String requestId() {
        return events.getFirst().getAccepted().getRequestId();
    }

    /** Everything that has come. */
    public List<GenerateResponse> events() {
        return events;
    }

    /** Cancels the call, as a client does that goes away. */
    public void cancel() {
        stream.cancel("the test cancels", null);
    }

    /** The whole stream, or its error. */
    public CompletableFuture<Answer> answer() {
        return answer;
    }

    /** What the call failed with, where it has. */
    public Optional<Throwable> failure() {
        return end.getNow(Optional.empty());
    }

    /** Waits for a condition, and no longer once the call has failed. */
    private void awaitOrFail(Duration limit, BooleanSupplier condition) {
        await().atMost(limit).pollInterval(POLL).until(() -> {
            boolean holds = condition.getAsBoolean();
            if (!holds && answer.isCompletedExceptionally()) {
                answer.join();
            }
            return holds;
        });
    }

    private final class Observer<T> implements ClientResponseObserver<T, GenerateResponse> {

        @Override
        public void beforeStart(ClientCallStreamObserver<T> requestStream) {
            stream = requestStream;
        }

        @Override
        public void onNext(GenerateResponse event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
            end.complete(Optional.of(failure));
        }

        @Override
        public void onCompleted() {
            try {
                answer.complete(Answer.of(events));
            } catch (AssertionError broken) {
                answer.completeExceptionally(broken);
            }
            end.complete(Optional.empty());
        }
    }
}
