package io.gemstream.gateway.reply;

import io.gemstream.gateway.GatewayMetrics;
import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.gateway.generation.RowWriter;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.operation.Replies;
import io.gemstream.gateway.reply.ReplyForwarder.Outcome;
import io.gemstream.gateway.reply.ReplyTopics.Verdict;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.TopicLayout;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to the answers of the generations whose log this gateway tails: each ends once, as delivered or as given up. An
 * answer that waits for its topic has its row and nothing else here. Thread-safe.
 */
@Singleton
public final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    /** Where an answer stands that the rows say is to be written. One that is not known here is to be begun. */
    private sealed interface Stand {
        /** It is being written; it may have failed before. */
        record Writing(OperationRecord row, ReplyForwarder forwarder, OpenStream stream, Optional<Failing> before)
                implements Stand {}

        /** Since then it has failed for reasons that may pass; it is to be begun again. */
        record Failing(long sinceMs) implements Stand {}

        /** It is over; the row is to say so when the generation has ended as well. */
        record Over(Optional<GemstreamException> failure) implements Stand {}

        /** Its dead letter is on its way. */
        record SettingAside() implements Stand {}
    }

    private final OperationIndex index;
    private final StreamRegistry streams;
    private final RowWriter rows;
    private final GatewayMetrics metrics;
    private final Duration patience;
    private final AdminTopicLookup lookup;
    private final ReplyTopics topics;
    private final ReplyProducers producers;
    private final ReplyLanes lanes;
    private final Map<String, Stand> stands = new HashMap<>();

    Answers(OperationIndex index, StreamRegistry streams, RowWriter rows, GatewayMetrics metrics, GatewayConfig config,
            KafkaSettings kafka, TopicLayout layout) {
        this.index = index;
        this.streams = streams;
        this.rows = rows;
        this.metrics = metrics;
        Duration longest = layout.retention().dividedBy(2); // later the log has lost its beginning
        this.patience = config.replyPatience().compareTo(longest) < 0 ? config.replyPatience() : longest;
        this.lookup = new AdminTopicLookup(() -> Admin.create(kafka.admin("gateway-reply-topics")));
        this.topics = new ReplyTopics(lookup, config.replyTopicGrace(), patience, System::currentTimeMillis);
        this.producers = new ReplyProducers(() ->
                new KafkaProducer<>(kafka.replies(), new StringSerializer(), new ByteArraySerializer()));
        this.lanes = new ReplyLanes(producers);
    }

    /** Begins and ends what is due. Call it now and then; never blocks for Kafka. */
    public void look() {
        if (!index.loaded()) {
            return;
        }
        Set<Integer> owned = streams.owned();
        List<OperationRecord> due = index.unanswered().stream()
                .filter(row -> owned.contains(row.getLogPartition()))
                .toList();
        forgetAllBut(due.stream().map(OperationRecord::getRequestId).collect(Collectors.toSet()));
        topics.retain(due.stream().map(OperationRecord::getReplyTo).collect(Collectors.toSet()));
        goOn(due);
        topics.refresh().thenRun(() -> goOn(due)).exceptionally(fault -> {
            LOG.error("answers could not be looked after", fault);
            return null;
        });
    }

    @PreDestroy
    void close() {
        producers.close();
        lookup.close();
    }

    /** Another gateway goes on with those of partitions that went there. */
    private synchronized void forgetAllBut(Set<String> requestIds) {
        stands.entrySet().removeIf(known -> {
            if (requestIds.contains(known.getKey())) {
                return false;
            }
            if (known.getValue() instanceof Stand.Writing writing) {
                writing.forwarder().abandon();
                streams.close(writing.stream());
            }
            return true;
        });
    }

    private synchronized void goOn(List<OperationRecord> due) {
        Set<String> written = new HashSet<>();
        stands.values().forEach(stand -> {
            if (stand instanceof Stand.Writing writing) {
                written.add(writing.row().getReplyTo());
            }
        });
        for (OperationRecord row : due) {
            switch (stands.get(row.getRequestId())) {
                case Stand.Over(var failure) -> settle(row.getRequestId(), failure);
                case Stand.Failing failing -> begin(row, Optional.of(failing), written);
                case Stand.Writing _, Stand.SettingAside _ -> { }
                case null -> begin(row, Optional.empty(), written);
            }
        }
    }

    /** @param written topics of the answers that are being written */
    private void begin(OperationRecord row, Optional<Stand.Failing> before, Set<String> written) {
        String topic = row.getReplyTo();
        if (index.answeredLater(row)) {
            return;
        }
        switch (topics.verdict(topic, Math.max(row.getCreatedMs(), row.getReplyAskedMs()))) {
            case Verdict.GiveUp(var why) -> over(row, Optional.of(why));
            case Verdict.Wait _ -> { }
            case Verdict.Probe _ -> {
                if (written.add(topic)) {
                    write(row, before);
                }
            }
            case Verdict.Write _ -> {
                if (lanes.hasRoom(topic)) {
                    written.add(topic);
                    write(row, before);
                }
            }
        }
    }

    private void write(OperationRecord row, Optional<Stand.Failing> before) {
        AtomicReference<Consumer<Outcome>> end = new AtomicReference<>(_ -> { });
        ReplyForwarder forwarder = new ReplyForwarder(row, lanes, () -> topics.delivered(row.getReplyTo()),
                outcome -> end.get().accept(outcome));
        OpenStream stream = streams.add(row.getRequestId(), OpenStream.Purpose.REPLY, forwarder);
        Stand.Writing writing = new Stand.Writing(row, forwarder, stream, before);
        end.set(outcome -> ended(writing, outcome));
        forwarder.bind(() -> streams.resume(stream));
        stands.put(row.getRequestId(), writing);
        streams.openAt(stream, row.getLogOffset());
    }

    private synchronized void ended(Stand.Writing writing, Outcome outcome) {
        OperationRecord row = writing.row();
        streams.close(writing.stream());
        if (stands.get(row.getRequestId()) != writing) {
            return;
        }
        switch (outcome) {
            case Outcome.Delivered _ -> over(row, Optional.empty());
            case Outcome.Undeliverable(var why) -> {
                tell(row, why);
                over(row, Optional.of(why));
            }
            case Outcome.Again(String why) -> {
                topics.troubled(row.getReplyTo(), why);
                long now = System.currentTimeMillis();
                Stand.Failing failing = writing.before().orElseGet(() -> new Stand.Failing(now));
                stands.put(row.getRequestId(), failing);
                if (now - failing.sinceMs() >= patience.toMillis()) {
                    over(row, Optional.of(ReplyTopics.failure(row.getReplyTo(), why)));
                }
            }
            case Outcome.Later _ -> writing.before().ifPresentOrElse(
                    failing -> stands.put(row.getRequestId(), failing), () -> stands.remove(row.getRequestId()));
        }
    }

    /** The topic may take a short record where it did not take a long one. */
    private void tell(OperationRecord row, GemstreamException why) {
        lanes.send(CloudEvents.record(row,
                        ReplyEvents.undelivered(row, ErrorStatus.of(why, row.getRequestId()))),
                ReplyLanes.Receipt.of(lost -> lost.ifPresent(failure -> LOG.debug(
                        "request {}: topic {} is not told either: {}", row.getRequestId(), row.getReplyTo(),
                        failure.why()))));
    }

    private void over(OperationRecord row, Optional<GemstreamException> failure) {
        failure.ifPresent(why -> LOG.warn("request {}: its answer goes to {}: {}", row.getRequestId(),
                Topics.DEAD_LETTERS, why.getMessage()));
        metrics.replied(failure.map(why -> why.reason().name()).orElse("DELIVERED"));
        stands.put(row.getRequestId(), new Stand.Over(failure));
        settle(row.getRequestId(), failure);
    }

    /** Until the generation has ended its recorder writes the row. Of one whose log is gone no end will be seen. */
    private void settle(String requestId, Optional<GemstreamException> failure) {
        index.get(requestId)
                .filter(Replies::pending)
                .filter(row -> row.getState() == State.ENDED
                        || failure.filter(why -> why.reason() == ErrorReason.CURSOR_EXPIRED).isPresent())
                .ifPresent(row -> failure.ifPresentOrElse(
                        why -> setAside(row, why), () -> rows.write(Replies.delivered(row))));
    }

    private void setAside(OperationRecord row, GemstreamException why) {
        stands.put(row.getRequestId(), new Stand.SettingAside());
        lanes.send(UndeliveredAnswers.letter(row, why, System.currentTimeMillis()),
                ReplyLanes.Receipt.of(lost -> setAside(row, why, lost)));
    }

    private synchronized void setAside(OperationRecord row, GemstreamException why, Optional<SendFailure> lost) {
        if (lost.filter(failure -> failure.kind() != SendFailure.Kind.HOPELESS).isPresent()) {
            LOG.debug("request {}: {} was not written, to be tried again: {}", row.getRequestId(), Topics.DEAD_LETTERS,
                    lost.get().why());
            stands.replace(row.getRequestId(), new Stand.Over(Optional.of(why)));
            return;
        }
        lost.ifPresent(failure -> LOG.error("request {}: its answer is in no dead letter: {}", row.getRequestId(),
                failure.why()));
        rows.write(UndeliveredAnswers.row(row, why));
    }
}
