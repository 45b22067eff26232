package io.gemstream.testing.calls;

import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Watches a generation and takes only as many messages as it is told to: its transport's window fills, and the server
 * has to wait.
 */
public final class SlowClient implements ClientResponseObserver<WatchRequest, GenerateResponse> {

    private final List<Integer> ids = new ArrayList<>();
    private final CompletableFuture<List<Integer>> end = new CompletableFuture<>();
    private volatile int received;
    private volatile ClientCallStreamObserver<WatchRequest> stream;

    private SlowClient() {}

    public static SlowClient watch(Channel gateway, String requestId) {
        SlowClient client = new SlowClient();
        OperationServiceGrpc.newStub(gateway).watch(
                WatchRequest.newBuilder().setRequestId(requestId).build(), client);
        return client;
    }

    /** Takes that many more. */
    public void take(int messages) {
        stream.request(messages);
    }

    /** Tokens so far. */
    public int received() {
        return received;
    }

    /** All ids, when it has taken all. */
    public CompletableFuture<List<Integer>> end() {
        return end;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchRequest> requestStream) {
        stream = requestStream;
        requestStream.disableAutoRequestWithInitial(0);
    }

    @Override
    public void onNext(GenerateResponse event) {
        if (event.hasTokens() && event.getTokens().getIndex() != ids.size()) {
            end.completeExceptionally(new AssertionError(
                    "token index " + event.getTokens().getIndex() + " after " + ids.size() + " tokens"));
        }
        ids.addAll(event.getTokens().getIdsList());
        received = ids.size();
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
        end.complete(List.copyOf(ids));
    }
}
