package io.gemstream.gateway.reply;

import io.gemstream.gateway.generation.OperationWriter;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.operation.ReplyRows;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the outcomes of replies that are over until their rows say so. Until a generation has ended its recorder writes
 * the row, so the outcome of the reply waits for that end, but not where the log is gone: no end would be seen.
 * Thread-safe.
 */
final class ReplyOutcomes {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyOutcomes.class);

    /**
     * The outcome of a reply.
     *
     * @param askedMs which time it was asked for
     * @param failure why it was given up; empty where it was delivered
     * @param sent whether row or dead letter are on their way
     */
    private record Outcome(long askedMs, Optional<GemstreamException> failure, boolean sent) {

        boolean isOf(OperationRecord row) {
            return askedMs == row.getReplyAskedMs();
        }

        boolean holdsFor(OperationRecord row) {
            return !sent && isOf(row) && ReplyRows.pending(row) && (row.getState() == State.ENDED
                    || failure.filter(why -> why.reason() == ErrorReason.CURSOR_EXPIRED).isPresent());
        }
    }

    private final OperationIndex index;
    private final OperationWriter writer;
    private final MeterRegistry meters;
    private final ReplyTopicQueues queues;
    private final Map<String, Outcome> outcomes = new HashMap<>();

    ReplyOutcomes(OperationIndex index, OperationWriter writer, MeterRegistry meters, ReplyTopicQueues queues) {
        this.index = index;
        this.writer = writer;
        this.meters = meters;
        this.queues = queues;
    }

    /** Whether a row's answer is over; one that was asked for again is not. */
    synchronized boolean has(OperationRecord row) {
        return Optional.ofNullable(outcomes.get(row.getRequestId())).filter(known -> known.isOf(row)).isPresent();
    }

    /** Forgets all but these, whose rows say that they are to be written. */
    synchronized void retain(Set<String> requestIds) {
        outcomes.keySet().retainAll(requestIds);
    }

    void delivered(OperationRecord row) {
        add(row, Optional.empty());
    }

    void givenUp(OperationRecord row, GemstreamException why) {
        LOG.warn("request {}: its answer goes to {}: {}", row.getRequestId(), Topics.DEAD_LETTERS, why.getMessage());
        add(row, Optional.of(why));
    }

    /** Tells the topic of an answer that was given up: it may take a short record where it did not take a long one. */
    void tell(OperationRecord row, GemstreamException why) {
        queues.send(CloudEvents.record(row, ReplyEvents.undelivered(row, ErrorStatus.of(why, row.getRequestId()))),
                ReplyTopicQueues.Receipt.of(lost -> lost.ifPresent(failure -> LOG.debug(
                        "request {}: topic {} is not told either: {}", row.getRequestId(), row.getReplyTo(),
                        failure.why()))));
    }

    /** Writes the row of an answer that is over, where the time for it has come. */
    synchronized void write(String requestId) {
        Outcome outcome = outcomes.get(requestId);
        index.get(requestId).filter(outcome::holdsFor).ifPresent(row -> {
            outcomes.put(requestId, new Outcome(row.getReplyAskedMs(), outcome.failure(), true));
            outcome.failure().ifPresentOrElse(
                    why -> queues.send(UndeliveredReplies.letter(row, why, System.currentTimeMillis()),
                            ReplyTopicQueues.Receipt.of(lost -> setAside(row, why, lost))),
                    () -> writer.write(ReplyRows.delivered(row)));
        });
    }

    private synchronized void add(OperationRecord row, Optional<GemstreamException> failure) {
        meters.counter("gemstream.gateway.replies", "outcome",
                failure.map(why -> why.reason().name()).orElse("DELIVERED")).increment();
        outcomes.put(row.getRequestId(), new Outcome(row.getReplyAskedMs(), failure, false));
        write(row.getRequestId());
    }

    private synchronized void setAside(OperationRecord row, GemstreamException why, Optional<SendFailure> lost) {
        String requestId = row.getRequestId();
        if (lost.filter(failure -> failure.kind() != SendFailure.Kind.HOPELESS).isPresent()) {
            LOG.debug("request {}: {} was not written, to be tried again: {}", requestId, Topics.DEAD_LETTERS,
                    lost.get().why());
            outcomes.replace(requestId, new Outcome(row.getReplyAskedMs(), Optional.of(why), false));
            return;
        }
        lost.ifPresent(failure -> LOG.error("request {}: its answer is in no dead letter: {}", requestId, failure.why()));
        writer.write(UndeliveredReplies.row(row, why));
    }
}
