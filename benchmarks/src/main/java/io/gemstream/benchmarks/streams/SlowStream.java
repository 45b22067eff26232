package io.gemstream.benchmarks.streams;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A stream whose client takes what it is told to take, and no more. */
final class SlowStream implements ClientResponseObserver<GenerateRequest, GenerateResponse>, TokenStream {

    private final Runnable onAccepted;
    private final ReceivedTokens received = new ReceivedTokens();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile ClientCallStreamObserver<GenerateRequest> call;
    private volatile String requestId = "";

    /** @param onAccepted told once, when the request is accepted or refused */
    SlowStream(Runnable onAccepted) {
        this.onAccepted = onAccepted;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<GenerateRequest> call) {
        this.call = call;
        call.disableAutoRequestWithInitial(1);
    }

    /** Takes so many further events, now or when they come. */
    void read(int events) {
        call.request(events);
    }

    /** Empty before the request is accepted. */
    String requestId() {
        return requestId;
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
    public void onNext(GenerateResponse event) {
        if (event.hasAccepted()) {
            requestId = event.getAccepted().getRequestId();
            onAccepted.run();
        }
        try {
            received.accept(event);
        } catch (IllegalStateException wrong) {
            failure.compareAndSet(null, wrong);
        }
    }

    @Override
    public void onError(Throwable failed) {
        failure.compareAndSet(null, failed);
        if (requestId.isEmpty()) {
            onAccepted.run();
        }
    }

    @Override
    public void onCompleted() {
        if (!received.ended()) {
            failure.compareAndSet(null, new IllegalStateException("the stream ended before the generation"));
        }
    }
}
