package io.gemstream.gateway.reply;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.gateway.generation.OperationWriter;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.gateway.reply.ReplyForwarder.Outcome;
import io.gemstream.gateway.reply.ReplyTopics.Verdict;
import io.gemstream.gateway.stream.OpenStream;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.cluster.TopicLayout;
import io.micrometer.core.instrument.MeterRegistry;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the replies of the generations whose log this gateway tails: each ends once, as delivered or as given up. A
 * reply that waits for its topic has its row and nothing else here. Thread-safe.
 */
@Singleton
public final class ReplyDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyDispatcher.class);

    /** The state of a reply that is to be written. A reply that is not known here is yet to be begun. */
    private sealed interface Stand {
        /** It is being written; it may have failed before. */
        record Writing(OperationRecord row, ReplyForwarder forwarder, OpenStream stream, Optional<Failing> before)
                implements Stand {}

        /** Since then it has failed for reasons that may pass; it is to be begun again. */
        record Failing(long sinceMs) implements Stand {}
    }

    private final OperationIndex index;
    private final StreamRegistry streams;
    private final Duration patience;
    private final AdminTopicLookup lookup;
    private final ReplyTopics topics;
    private final ReplyProducers producers;
    private final ReplyTopicQueues queues;
    private final ReplyOutcomes replyOutcomes;
    private final Map<String, Stand> stands = new HashMap<>();

    ReplyDispatcher(OperationIndex index, StreamRegistry streams, OperationWriter writer, MeterRegistry meters,
            GatewayConfig config, KafkaSettings kafka, TopicLayout layout) {
        this.index = index;
        this.streams = streams;
        Duration longest = layout.retention().dividedBy(2); // later the log has lost its beginning
        this.patience = config.replyPatience().compareTo(longest) < 0 ? config.replyPatience() : longest;
        this.lookup = new AdminTopicLookup(() -> kafka.admin("gateway-reply-topics"));
        this.topics = new ReplyTopics(lookup, config.replyTopicGrace(), patience, System::currentTimeMillis);
        this.producers = new ReplyProducers(kafka::replies);
        this.queues = new ReplyTopicQueues(producers);
        this.replyOutcomes = new ReplyOutcomes(index, writer, meters, queues);
    }

    /** Begins and ends what is due. Call it now and then; never blocks for Kafka. */
    public void look() {
        if (!index.loaded()) {
            return;
        }
        List<OperationRecord> due = due();
        Set<String> requestIds = due.stream().map(OperationRecord::getRequestId).collect(Collectors.toSet());
        forgetAllBut(requestIds);
        replyOutcomes.retain(requestIds);
        topics.retain(due.stream().map(OperationRecord::getReplyTo).collect(Collectors.toSet()));
        goOn(due);
        topics.refresh().thenRun(() -> goOn(due())).exceptionally(fault -> {
            LOG.error("answers could not be looked after", fault);
            return null;
        });
    }

    @PreDestroy
    void close() {
        producers.close();
        lookup.close();
    }

    private List<OperationRecord> due() {
        Set<Integer> owned = streams.owned();
        return index.unanswered().stream().filter(row -> owned.contains(row.getLogPartition())).toList();
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
        Set<String> tried = new HashSet<>();
        stands.values().forEach(stand -> {
            if (stand instanceof Stand.Writing writing && ended(writing.row())) {
                tried.add(writing.row().getReplyTo());
            }
        });
        for (OperationRecord row : due) {
            Optional<Stand> stand = Optional.ofNullable(stands.get(row.getRequestId()));
            if (replyOutcomes.has(row)) {
                replyOutcomes.write(row.getRequestId());
            } else if (stand.filter(Stand.Writing.class::isInstance).isEmpty()) {
                begin(row, stand.map(Stand.Failing.class::cast), tried);
            }
        }
    }

    /** @param tried topics that a whole answer is being written to */
    private void begin(OperationRecord row, Optional<Stand.Failing> before, Set<String> tried) {
        String topic = row.getReplyTo();
        if (index.answeredLater(row)) {
            return;
        }
        switch (topics.verdict(topic, Math.max(row.getCreatedMs(), row.getReplyAskedMs()))) {
            case Verdict.GiveUp(var why) -> {
                stands.remove(row.getRequestId());
                replyOutcomes.givenUp(row, why);
            }
            case Verdict.Wait _ -> { }
            case Verdict.Probe _ -> {
                // One that still grows may have nothing to write for long, and is one of few.
                if (!ended(row) || tried.add(topic)) {
                    write(row, before);
                }
            }
            case Verdict.Write _ -> {
                if (queues.hasRoom(topic)) {
                    write(row, before);
                }
            }
        }
    }

    private void write(OperationRecord row, Optional<Stand.Failing> before) {
        AtomicReference<Consumer<Outcome>> end = new AtomicReference<>(_ -> { });
        ReplyForwarder forwarder = new ReplyForwarder(row, queues, () -> topics.delivered(row.getReplyTo()),
                outcome -> end.get().accept(outcome));
        OpenStream stream = streams.add(row.getRequestId(), OpenStream.Purpose.REPLY, forwarder);
        Stand.Writing writing = new Stand.Writing(row, forwarder, stream, before);
        end.set(outcome -> ended(writing, outcome));
        forwarder.bind(() -> streams.resume(stream));
        stands.put(row.getRequestId(), writing);
        streams.openAt(stream, row.getLogPartition(), row.getLogOffset());
    }

    private static boolean ended(OperationRecord row) {
        return row.getState() == OperationRecord.State.ENDED;
    }

    private synchronized void ended(Stand.Writing writing, Outcome outcome) {
        OperationRecord row = writing.row();
        String requestId = row.getRequestId();
        streams.close(writing.stream());
        if (stands.get(requestId) != writing) {
            return;
        }
        stands.remove(requestId);
        switch (outcome) {
            case Outcome.Delivered _ -> replyOutcomes.delivered(row);
            case Outcome.Undeliverable(var why) -> {
                replyOutcomes.tell(row, why);
                replyOutcomes.givenUp(row, why);
            }
            case Outcome.Again(String why) -> {
                topics.troubled(row.getReplyTo(), why);
                long now = System.currentTimeMillis();
                Stand.Failing failing = writing.before().orElseGet(() -> new Stand.Failing(now));
                if (now - failing.sinceMs() < patience.toMillis()) {
                    stands.put(requestId, failing);
                } else {
                    replyOutcomes.givenUp(row, ReplyTopics.failure(row.getReplyTo(), why));
                }
            }
            case Outcome.Later _ -> writing.before().ifPresent(failing -> stands.put(requestId, failing));
        }
    }
}
