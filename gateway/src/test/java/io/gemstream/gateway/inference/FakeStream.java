package io.gemstream.gateway.inference;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;

/** A client of a call, in memory. */
final class FakeStream<T> extends ServerCallStreamObserver<T> {

    final List<T> received = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    boolean completed;
    boolean ready = true;
    Runnable onReady = () -> { };
    Runnable onCancel = () -> { };

    @Override
    public void onNext(T value) {
        received.add(value);
    }

    @Override
    public void onError(Throwable failure) {
        failures.add(failure);
    }

    @Override
    public void onCompleted() {
        completed = true;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {
        onReady = handler;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {
        onCancel = handler;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void setCompression(String compression) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}
}
