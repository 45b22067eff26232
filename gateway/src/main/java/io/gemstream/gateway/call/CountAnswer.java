package io.gemstream.gateway.call;

import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.CountBody;
import io.gemstream.proto.v1.FinishBody;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Receives the answer to a count request, or the finish record that refuses it. */
final class CountAnswer implements StreamListener {

    private final String requestId;
    private final Duration retryDelay;
    private final CompletableFuture<CountBody> count = new CompletableFuture<>();

    CountAnswer(String requestId, Duration retryDelay) {
        this.requestId = requestId;
        this.retryDelay = retryDelay;
    }

    /** Completes with the count. */
    CompletableFuture<CountBody> count() {
        return count;
    }

    @Override
    public boolean event(Transcript.Event event, long offset) {
        switch (event) {
            case Transcript.Event.Counted(CountBody body) -> count.complete(body);
            case Transcript.Event.Finished(FinishBody body) ->
                    count.completeExceptionally(new CallFailure(FailureStatus.of(body, requestId, retryDelay)));
            case Transcript.Event.Started _, Transcript.Event.Tokens _, Transcript.Event.Ignored _ -> { }
        }
        return true;
    }

    @Override
    public void failed(GemstreamException failure) {
        count.completeExceptionally(failure);
    }
}
