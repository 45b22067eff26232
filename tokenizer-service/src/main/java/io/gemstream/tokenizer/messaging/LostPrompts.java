package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.cluster.TopicProvisioner;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.tokenizer.TokenizedPrompt;
import io.gemstream.tokenizer.TokenizerModel;
import io.gemstream.tokenizer.dispatch.Dispatcher;
import io.gemstream.tokenizer.dispatch.RequestClaims;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the requests whose prompts were lost with their topic (ADR 26): those that wait by their rows, and lie neither
 * in the new topic nor in those of the tasks. The end is a record of the log as every other, so the first that counts
 * decides, also where a worker had begun after all, and it does not matter that each tokenizer process writes one.
 */
@ApplicationScoped
public class LostPrompts {

    private static final Logger LOG = LoggerFactory.getLogger(LostPrompts.class);
    /**
     * Rows come by another topic than the loss, and prompts that are on their way get into the new topic. A row that is
     * later than this waits on; a prompt that comes later than this after its row is ended though it came.
     */
    private static final Duration SETTLING = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** Clocks of the processes that write rows and tasks may differ by this much. */
    private static final long SKEW_MS = 60_000;

    private final RequestClaims requestClaims;
    private final Dispatcher dispatcher;
    private final KafkaClients kafka;
    private final TokenizerStart start;
    private final RecordPublisher publisher;

    LostPrompts(RequestClaims requestClaims, Dispatcher dispatcher, KafkaClients kafka, TokenizerStart start,
            RecordPublisher publisher) {
        this.requestClaims = requestClaims;
        this.dispatcher = dispatcher;
        this.kafka = kafka;
        this.start = start;
        this.publisher = publisher;
    }

    /**
     * A lane's topic was made anew. Returns at once.
     *
     * @param logPartitions how many there are, when it comes to that
     */
    void lost(Lane lane, IntSupplier logPartitions) {
        Thread.ofVirtual().name("gemstream-lost-prompts").start(() -> {
            try {
                Thread.sleep(SETTLING);
                List<RequestClaims.Queued> open = requestClaims.queued(lane);
                Thread.sleep(SETTLING);
                endThose(open, lane, logPartitions);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void endThose(List<RequestClaims.Queued> open, Lane lane,
            IntSupplier logPartitions) throws InterruptedException {
        Set<String> models = start.models().stream().map(TokenizerModel::name).collect(Collectors.toSet());
        List<RequestClaims.Queued> ours = open.stream().filter(request -> models.contains(request.model())).toList();
        if (ours.isEmpty()) {
            return;
        }
        long oldestMs = ours.stream().mapToLong(RequestClaims.Queued::createdMs).min().orElseThrow();
        Set<String> there = there(lane, oldestMs - SKEW_MS);
        // What has begun meanwhile waits no longer.
        Set<RequestClaims.Queued> still = new HashSet<>(requestClaims.queued(lane));
        GemstreamException cause = new GemstreamException(ErrorReason.REQUEST_LOST,
                lane.topic() + " was deleted while the request waited in it").retryAfter(RETRY);
        List<RequestClaims.Queued> lost = ours.stream()
                .filter(request -> !there.contains(request.requestId()) && still.contains(request))
                .filter(request -> !dispatcher.hasReleased(request.requestId()))
                .filter(request -> request.logPartition() < logPartitions.getAsInt())
                .toList();
        LOG.warn("{} was made anew: {} of {} requests that waited were lost with it, and end with {}", lane.topic(),
                lost.size(), ours.size(), cause.reason());
        lost.stream().filter(request -> !dispatcher.fail(request.requestId(), cause))
                .forEach(request -> end(request, cause));
    }

    private Set<String> there(Lane lane, long sinceMs) throws InterruptedException {
        TaskTopics tasks = new TaskTopics(kafka, start);
        Set<String> ids = new HashSet<>();
        TopicProvisioner.untilDone("prompts that are left", () -> {
            try (Consumer<String, byte[]> consumer = kafka.consumer("tokenizer-left")) {
                ids.addAll(TopicKeys.since(consumer, List.of(lane.topic()), 0));
                ids.addAll(TopicKeys.since(consumer, tasks.topics(consumer), sinceMs));
            }
        });
        return ids;
    }

    private void end(RequestClaims.Queued request, GemstreamException cause) {
        StreamRecord finish =
                TokenizedPrompt.Refused.of(request.requestId(), cause, Provenance.getDefaultInstance()).finish();
        publisher.append(request.logPartition(), request.requestId(), finish, Deadline.NEVER, Tenant.DEFAULT,
                        Optional.empty())
                .subscribe().with(_ -> { }, failure -> LOG.warn("request {}: its end could not be written: {}",
                        request.requestId(), failure.toString()));
    }
}
