package io.gemstream.gateway.call;

import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Receives the answer to a count request: a number, or the finish record that refuses it. */
final class CountAnswer implements StreamListener {

    private final String requestId;
    private final Duration retryDelay;
    private final CompletableFuture<Integer> total = new CompletableFuture<>();

    CountAnswer(String requestId, Duration retryDelay) {
        this.requestId = requestId;
        this.retryDelay = retryDelay;
    }

    /** Completes with the number of tokens. */
    CompletableFuture<Integer> total() {
        return total;
    }

    @Override
    public boolean event(Transcript.Event event, long offset) {
        switch (event) {
            case Transcript.Event.Counted(int tokens) -> total.complete(tokens);
            case Transcript.Event.Finished(FinishBody body) ->
                    total.completeExceptionally(new CallFailure(FailureStatus.of(body, requestId, retryDelay)));
            case Transcript.Event.Started _, Transcript.Event.Tokens _, Transcript.Event.Ignored _ -> { }
        }
        return true;
    }

    @Override
    public void failed(GemstreamException failure) {
        total.completeExceptionally(failure);
    }
}
