package io.gemstream.gateway.grpc;

import com.google.rpc.Status;
import io.gemstream.gateway.call.FailureStatus;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Completes unary calls with their response, or with the status of a failure. */
public final class UnaryCalls {

    private UnaryCalls() {}

    /**
     * Answers a call when the work is done.
     *
     * @param work may fail at once or later
     * @param requestId for the error's details, may be empty
     * @param ended told OK or the error's reason
     */
    public static <T> void answer(StreamObserver<T> client, Supplier<CompletionStage<T>> work, String requestId,
            Duration retryDelay, Consumer<String> ended) {
        try {
            work.get().whenComplete((answer, failure) -> {
                if (failure == null) {
                    ended.accept("OK");
                    client.onNext(answer);
                    client.onCompleted();
                } else {
                    fail(client, failure, requestId, retryDelay, ended);
                }
            });
        } catch (RuntimeException refused) {
            fail(client, refused, requestId, retryDelay, ended);
        }
    }

    private static void fail(StreamObserver<?> client, Throwable failure, String requestId, Duration retryDelay,
            Consumer<String> ended) {
        Status status = FailureStatus.of(failure, requestId, retryDelay);
        ended.accept(FailureStatus.outcome(status));
        client.onError(StatusMapper.of(status));
    }
}
