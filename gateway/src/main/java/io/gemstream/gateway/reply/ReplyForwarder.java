package io.gemstream.gateway.reply;

import io.gemstream.gateway.stream.StreamListener;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.OperationRecord;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes one generation's log to the topic that its prompt named, at the topic's pace: what the topic's share of the memory
 * has no room for stays in the log. Ends at the first record that is not written, since a later one must not overtake it.
 * Thread-safe.
 */
final class ReplyForwarder implements StreamListener {

    /** Events of one answer that may be on their way at once. */
    private static final int MOST_UNDERWAY = 64;

    /** The outcome of a forwarder. */
    sealed interface Outcome {
        /** Every event was acknowledged. */
        record Delivered() implements Outcome {}

        /** The answer can never be written. */
        record Undeliverable(GemstreamException why) implements Outcome {}

        /** It is to begin again, when the topic takes records. */
        record Again(String why) implements Outcome {}

        /** It is to begin again, when there is room or another gateway. */
        record Later() implements Outcome {}
    }

    private final OperationRecord row;
    private final ReplyEvents events;
    private final ReplyTopicQueues queues;
    private final Runnable progress;
    private final Consumer<Outcome> end;
    private Runnable resume = () -> { };
    private int underway;
    private boolean paused;
    private volatile boolean ended;

    /**
     * @param progress told of every event that was acknowledged
     * @param end told once
     */
    ReplyForwarder(OperationRecord row, ReplyTopicQueues queues, Runnable progress, Consumer<Outcome> end) {
        this.row = row;
        this.events = new ReplyEvents(row);
        this.queues = queues;
        this.progress = progress;
        this.end = end;
    }

    /** @param resume asks the stream for more */
    synchronized void bind(Runnable resume) {
        this.resume = resume;
    }

    @Override
    public boolean event(Transcript.Event event, long offset) {
        Optional<Outcome> outcome;
        boolean more;
        synchronized (this) {
            Optional<ReplyEvent> next = ended ? Optional.empty() : events.of(event, offset);
            if (next.isEmpty()) {
                return true;
            }
            outcome = refusal();
            ended = outcome.isPresent();
            if (!ended) {
                send(next.get());
            }
            more = !paused;
        }
        outcome.ifPresent(end);
        return more;
    }

    @Override
    public void failed(GemstreamException failure) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        end.accept(failure.reason() == ErrorReason.CURSOR_EXPIRED
                ? new Outcome.Undeliverable(failure) : new Outcome.Later());
    }

    /** Nothing more is told, and nothing more is written. */
    synchronized void abandon() {
        ended = true;
    }

    /** A result is made only where it has room: it may be large, and many may be ready at once. */
    private Optional<Outcome> refusal() {
        if (!events.fits()) {
            return Optional.of(new Outcome.Undeliverable(
                    ReplyTopics.failure(row.getReplyTo(), "it has more bytes than a record may have")));
        }
        return row.getReplyWhole() && !queues.hasRoom(row.getReplyTo())
                ? Optional.of(new Outcome.Later()) : Optional.empty();
    }

    private void send(ReplyEvent event) {
        underway++;
        queues.send(CloudEvents.record(row, event), new ReplyTopicQueues.Receipt() {
            @Override
            public boolean wanted() {
                return !ended;
            }

            @Override
            public void told(Optional<SendFailure> failure) {
                acknowledged(event, failure);
            }
        });
        paused = underway >= MOST_UNDERWAY || !queues.hasRoom(row.getReplyTo());
    }

    private void acknowledged(ReplyEvent event, Optional<SendFailure> failure) {
        Optional<Outcome> outcome;
        boolean more;
        synchronized (this) {
            underway--;
            if (ended) {
                return;
            }
            outcome = failure.map(this::lost).or(() ->
                    event.last() ? Optional.of(new Outcome.Delivered()) : Optional.empty());
            ended = outcome.isPresent();
            more = paused && underway == 0 && !ended;
            if (more) {
                paused = false;
            }
        }
        if (failure.isEmpty()) {
            progress.run();
        }
        outcome.ifPresent(end);
        // Outside the lock: the stream takes its own lock first when it tells us something.
        if (more) {
            resume.run();
        }
    }

    private Outcome lost(SendFailure failure) {
        return failure.kind() == SendFailure.Kind.HOPELESS
                ? new Outcome.Undeliverable(ReplyTopics.failure(row.getReplyTo(), failure.why()))
                : new Outcome.Again(failure.why());
    }
}
