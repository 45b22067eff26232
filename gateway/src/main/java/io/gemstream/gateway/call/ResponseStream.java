package io.gemstream.gateway.call;

import com.google.rpc.Status;
import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.operation.Operations;
import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.TokensBody;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Sends a generation's log as the responses of one call, at the client's pace (ADR 6):
 *
 * <pre>
 *   log -> buffer -> client ready? send : keep
 *            '- full: the stream pauses; drained: it goes on from the log
 * </pre>
 *
 * So a client that does not read costs the buffer and nothing more, however long its generation is. What comes before
 * the client was told that the request is accepted is kept as well: a record may overtake the acknowledgement.
 * Thread-safe; the sink is called by one thread at a time.
 */
final class ResponseStream implements StreamListener {

    /** Responses kept for a client that is not ready; each is a token or a few. */
    private static final int BUFFER = 64;

    private final String requestId;
    private final int startingAfter;
    private final CallContext call;
    private final GatewayMetrics metrics;
    private final Duration retryDelay;
    private final ResponseSink sink;
    private final Deque<GenerateResponse> buffer = new ArrayDeque<>();
    private Runnable resume = () -> { };
    private Runnable close = () -> { };
    private Optional<Status> failure = Optional.empty();
    private String outcome = "UNKNOWN";
    private boolean accepted;
    private boolean started;
    private boolean paused;
    private boolean logEnded;
    private boolean closed;

    /**
     * @param startingAfter index of the last token that the client has; -1 for none
     */
    ResponseStream(String requestId, int startingAfter, CallContext call, GatewayMetrics metrics, Duration retryDelay,
            ResponseSink sink) {
        this.requestId = requestId;
        this.startingAfter = startingAfter;
        this.call = call;
        this.metrics = metrics;
        this.retryDelay = retryDelay;
        this.sink = sink;
    }

    /**
     * Binds the responses to their stream.
     *
     * @param resume asks the stream for more
     * @param close called once, at the end
     */
    synchronized void bind(Runnable resume, Runnable close) {
        this.resume = resume;
        this.close = close;
        if (closed) {
            // Cancelled meanwhile.
            close.run();
        }
    }

    /** The request is safe: tells the client first of all. */
    void accepted(GenerateResponse response) {
        synchronized (this) {
            buffer.addFirst(response);
            accepted = true;
        }
        pump();
    }

    /** Sends what the client can take. */
    void pump() {
        boolean more;
        synchronized (this) {
            drain();
            more = paused && buffer.isEmpty() && !closed;
            if (more) {
                paused = false;
            }
        }
        // Outside the lock: the stream takes its own lock first when it tells us something.
        if (more) {
            resume.run();
        }
    }

    /** The call is over from the client's side. Whether it had not ended before. */
    synchronized boolean cancelled() {
        boolean first = !closed;
        end(call.cancelledOutcome().name());
        return first;
    }

    /** Ends the call with a failure. */
    synchronized void fail(Throwable cause) {
        failure = failure.or(() -> Optional.of(FailureStatus.of(cause, requestId, retryDelay)));
        logEnded = true;
        buffer.clear();
        accepted = true;
        drain();
    }

    @Override
    public synchronized boolean event(Transcript.Event event, long offset) {
        switch (event) {
            case Transcript.Event.Tokens(TokensBody body) -> tokens(body);
            case Transcript.Event.Finished(FinishBody body) -> finished(body);
            // A prompt from Kafka may ask for the count only; it is an operation, and can be watched.
            case Transcript.Event.Counted(var body) -> finished(Operations.counted(body.getTotalTokens()));
            case Transcript.Event.Started _, Transcript.Event.Ignored _ -> { }
        }
        drain();
        paused = buffer.size() >= BUFFER && !logEnded;
        return !paused;
    }

    @Override
    public void failed(GemstreamException cause) {
        fail(cause);
    }

    private void tokens(TokensBody body) {
        // A record about the prompt has no ids, and comes before the first token.
        if (body.getIdsCount() == 0 ? startingAfter >= 0 : body.getIndex() + body.getIdsCount() - 1 <= startingAfter) {
            return;
        }
        if (!started && body.getIdsCount() > 0) {
            started = true;
            metrics.firstToken(call.sinceArrival());
        }
        metrics.tokens(body.getIdsCount());
        buffer.add(GenerateResponse.newBuilder().setTokens(Operations.tokens(body)).build());
    }

    private void finished(FinishBody body) {
        logEnded = true;
        if (body.getReason() == FinishReason.STOP || body.getReason() == FinishReason.LENGTH) {
            outcome = body.getReason().name();
            buffer.add(GenerateResponse.newBuilder().setFinished(Operations.finished(body)).build());
        } else {
            failure = Optional.of(FailureStatus.of(body, requestId, retryDelay));
        }
    }

    private void drain() {
        if (!accepted || closed) {
            return;
        }
        while (!buffer.isEmpty() && sink.isReady()) {
            sink.send(buffer.poll());
        }
        if (logEnded && buffer.isEmpty()) {
            failure.ifPresentOrElse(sink::fail, sink::complete);
            end(failure.map(FailureStatus::outcome).orElse(outcome));
        }
    }

    private void end(String result) {
        if (!closed) {
            closed = true;
            buffer.clear();
            metrics.ended(call.method(), result);
            close.run();
        }
    }
}
