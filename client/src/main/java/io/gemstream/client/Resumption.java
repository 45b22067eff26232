package io.gemstream.client;

import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Tokens;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides how one generation is read through several gateways: which call comes next, which of its events are new to
 * the reader, and whether a stream that broke goes on. It makes no call, and is told the time.
 *
 * <pre>
 *   gateway 1   Accepted t0 t1 t2 x
 *   gateway 2                       Watch(starting_after = 2) (Accepted) t3 t4 Finished
 * </pre>
 *
 * <p>Fed by one thread at a time; {@link #gateway} may be asked from any.
 */
final class Resumption {

    /** Without an event for so long after a stream broke, over all gateways, the generation is given up. */
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final StreamCall first;
    private final int gateways;
    private final Deadline deadline;
    private volatile int gateway;
    private boolean accepted;
    private boolean finished;
    private int last;
    private int nextScored = 1; // position in the prompt; its first token has no score
    private int lastBeforeCall;
    private int failures;
    private Duration pause = FIRST_PAUSE;
    private boolean broken;
    private long brokenNs;

    /**
     * The reading of a generation that is yet to be called for.
     *
     * @param gateways how many there are
     * @param deadline after which no gateway is tried any more
     */
    Resumption(StreamCall first, int gateways, Deadline deadline) {
        this.first = first;
        this.gateways = gateways;
        this.deadline = deadline;
        this.last = first instanceof StreamCall.Watch(var cursor) && cursor.hasStartingAfter()
                ? cursor.getStartingAfter() : StreamCall.BEGINNING;
    }

    /** The index of the gateway whose turn it is. */
    int gateway() {
        return gateway;
    }

    /** Forgets earlier failures, not what was read. */
    void begin() {
        failures = 0;
        pause = FIRST_PAUSE;
        broken = false;
    }

    /** The call to make at {@link #gateway} now. */
    StreamCall next() {
        lastBeforeCall = last;
        return accepted ? StreamCall.watch(first.requestId(), last) : first;
    }

    /** Takes what the stream brought; whether the reader has not seen it. */
    boolean isNew(GenerateResponse event) {
        broken = false;
        return switch (event.getEventCase()) {
            case ACCEPTED -> {
                boolean again = accepted;
                accepted = true;
                yield !again;
            }
            case TOKENS -> isNew(event.getTokens());
            case FINISHED -> {
                finished = true;
                yield true;
            }
            case EVENT_NOT_SET -> true;
        };
    }

    /** Whether the reader has all of it. */
    boolean isFinished() {
        return finished;
    }

    /**
     * Takes the end of a stream that came before the generation's.
     *
     * @return the pause before {@link #next} is called at the next gateway; empty where the failure is the generation's
     *     own, or no gateway is worth another try
     */
    Optional<Duration> pauseAfter(StatusRuntimeException failure, long nowNs) {
        if (last > lastBeforeCall) {
            begin();
        }
        failures++;
        if (!broken) {
            broken = true;
            brokenNs = nowNs;
        }
        if (!isWorthAnother(failure, nowNs)) {
            return Optional.empty();
        }
        gateway = (gateway + 1) % gateways;
        Duration now = pause;
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        return Optional.of(now);
    }

    /** The failure of a stream that ended well, but before its generation. */
    static StatusRuntimeException cutShort() {
        return Status.UNAVAILABLE.withDescription("the stream ended before the generation").asRuntimeException();
    }

    /** Before the request is accepted each gateway is asked once: a wrong address should be said soon. */
    private boolean isWorthAnother(StatusRuntimeException failure, long nowNs) {
        if (deadline.isExpired() || failure.getStatus().getCode() != Status.Code.UNAVAILABLE) {
            return false;
        }
        return accepted ? nowNs - brokenNs < PATIENCE.toNanos() : failures < gateways;
    }

    /**
     * Scores of the prompt have positions of their own, which the cursor of Watch does not count: a stream that goes on
     * before the first token brings them all again. They come in the portions that the log has, so one that is known is
     * known as a whole.
     */
    private boolean isNew(Tokens tokens) {
        if (tokens.hasPromptLogprobs()) {
            PromptLogprobs scores = tokens.getPromptLogprobs();
            if (scores.getFirst() < nextScored) {
                return false;
            }
            nextScored = scores.getFirst() + scores.getIdsCount();
        }
        last = tokens.getIndex() + tokens.getIdsCount() - 1;
        return true;
    }
}
