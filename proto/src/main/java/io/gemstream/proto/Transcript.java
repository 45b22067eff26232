package io.gemstream.proto;

import io.gemstream.proto.v1.CountBody;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.proto.v1.TokensBody;
import java.util.Optional;

/**
 * Decides which records of a generation's log count (ADR 5, ADR 9). Every reader feeds it the records of one request id
 * in log order and sees the same transcript, so no token is lost or repeated whoever wrote them:
 *
 * <ol>
 *   <li>the latest start record owns the stream; records of other attempts after it are ignored;
 *   <li>a record of tokens whose index is not the next expected one is ignored; so is one of the prompt's
 *       log-probabilities whose position is not, which an attempt that begins anew repeats;
 *   <li>the first finish record that counts ends the stream; whatever follows is ignored. A finish without an attempt
 *       (a refusal, before any worker) always counts; the owner's counts where the tokens before it are there. More may
 *       be: an attempt that begins anew may be cancelled before it has got as far as the one that it took over from.
 * </ol>
 *
 * <pre>
 *   S1  t0  t1  t2          S2  t3  t1' t4  F2(5)   F1(3)
 *   |   ok  ok  ok          |   ok  |   ok  ends    ignored: attempt 1 lost the stream at S2, and it has ended
 *   attempt 1 owns          |       ignored: attempt 1, a zombie
 *                           attempt 2 owns
 * </pre>
 *
 * Not thread-safe.
 */
public final class Transcript {

    /** The meaning of a record. */
    public sealed interface Event {
        /** An attempt took the stream over. */
        record Started(String attemptId, String workerId) implements Event {}

        /** Tokens that count, next in order. */
        record Tokens(TokensBody body) implements Event {}

        /** The end. */
        record Finished(FinishBody body) implements Event {}

        /** The answer to a count request; ends the stream. */
        record Counted(CountBody body) implements Event {}

        /** A record that does not count. */
        record Ignored(Cause cause) implements Event {}
    }

    /** The reason for which a record does not count. */
    public enum Cause {
        /** The stream has ended. */
        AFTER_FINISH,
        /** Written by an attempt that does not own the stream. */
        OTHER_ATTEMPT,
        /** Not the next index; of an end, one beyond it. */
        WRONG_INDEX,
        /** A record with no body that we know: written by a newer version. */
        UNKNOWN_BODY
    }

    private Optional<String> owner = Optional.empty();
    private int nextIndex;
    private int nextScored = 1; // position in the prompt; its first token has no log-probability
    private boolean finished;

    /** A transcript from the beginning of the log. */
    public Transcript() {}

    /** Index of the next token that would count. */
    public int nextIndex() {
        return nextIndex;
    }

    /** Whether the stream has ended. */
    public boolean finished() {
        return finished;
    }

    /** The attempt that owns the stream now. */
    public Optional<String> owner() {
        return owner;
    }

    /** Takes the next record of the log. */
    public Event accept(StreamRecord record) {
        if (finished) {
            return new Event.Ignored(Cause.AFTER_FINISH);
        }
        return switch (record.getBodyCase()) {
            case START -> {
                owner = Optional.of(record.getAttemptId());
                yield new Event.Started(record.getAttemptId(), record.getStart().getWorkerId());
            }
            case TOKENS -> tokens(record);
            case FINISH -> finish(record);
            case COUNT -> {
                finished = true;
                yield new Event.Counted(record.getCount());
            }
            case BODY_NOT_SET -> new Event.Ignored(Cause.UNKNOWN_BODY);
        };
    }

    private Event tokens(StreamRecord record) {
        if (!owns(record)) {
            return new Event.Ignored(Cause.OTHER_ATTEMPT);
        }
        TokensBody body = record.getTokens();
        if (body.getIndex() != nextIndex) {
            return new Event.Ignored(Cause.WRONG_INDEX);
        }
        if (body.hasPromptLogprobs()) {
            if (body.getPromptLogprobs().getFirst() != nextScored) {
                return new Event.Ignored(Cause.WRONG_INDEX);
            }
            nextScored += body.getPromptLogprobs().getIdsCount();
        }
        nextIndex += body.getIdsCount();
        return new Event.Tokens(body);
    }

    private Event finish(StreamRecord record) {
        FinishBody body = record.getFinish();
        if (!record.getAttemptId().isEmpty()) {
            if (!owns(record)) {
                return new Event.Ignored(Cause.OTHER_ATTEMPT);
            }
            if (body.getIndex() > nextIndex) {
                return new Event.Ignored(Cause.WRONG_INDEX);
            }
        }
        finished = true;
        return new Event.Finished(body);
    }

    private boolean owns(StreamRecord record) {
        return owner.isPresent() && owner.get().equals(record.getAttemptId());
    }
}
