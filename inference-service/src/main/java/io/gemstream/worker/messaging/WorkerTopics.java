package io.gemstream.worker.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.cluster.ClusterFinding;
import io.gemstream.service.cluster.ClusterNeeds;
import io.gemstream.service.cluster.GroupNeed;
import io.gemstream.service.cluster.TopicLayout;
import io.gemstream.service.cluster.TopicNeed;
import io.gemstream.service.cluster.TopicProvisioner;
import io.gemstream.service.cluster.TopicSpec;
import io.gemstream.service.cluster.TopicWatch;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.TopicChange;
import io.gemstream.worker.attempt.LogLocation;
import io.gemstream.worker.attempt.OtherArithmetic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;

/**
 * Makes and watches a worker's topics and share group, and follows the other workers, for as long as the worker runs
 * (ADR 20). It begins while the model is loaded, since a new cluster takes seconds, and runs on virtual threads: a
 * missing broker holds up nothing else.
 */
final class WorkerTopics {

    private static final Duration GROWTH = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final String model;
    private final TopicLayout layout;
    private final Peers peers;
    private final TopicWatch watch;
    private final CountDownLatch there = new CountDownLatch(1);
    private final List<Thread> threads;
    private final AtomicInteger losses = new AtomicInteger();
    private final AtomicInteger lossesOfLogs = new AtomicInteger();
    private volatile int affinityTopics;

    private WorkerTopics(String model, String controlGroup, TopicLayout layout, KafkaConnection kafka, Peers peers) {
        this.model = model;
        this.layout = layout;
        this.peers = peers;
        this.watch = new TopicWatch(
                new ClusterNeeds(needs(), List.of(GroupNeed.ofShareConsumers(Topics.workerGroup(model)),
                        GroupNeed.ofConsumers(controlGroup)), layout.replicationFactor()),
                kafka, layout.watch(), this::ensureGroup, this::changed);
        this.threads = List.of(Thread.ofVirtual().name("gemstream-worker-topic-watch").unstarted(watch),
                Thread.ofVirtual().name("gemstream-worker-topic-setup").unstarted(this::awaitAll));
    }

    /**
     * Refuses settings that cannot be; else begins, and returns at once.
     *
     * @param controlGroup the group in which this worker hears of cancellations
     * @throws GemstreamException INVALID_CONFIGURATION or BROKER_UNAVAILABLE
     */
    static WorkerTopics begin(String model, String controlGroup, TopicLayout layout, KafkaClients kafka) {
        KafkaConnection connection = new KafkaConnection(kafka, "gemstream-worker-topics");
        connection.requireUsable();
        WorkerTopics topics = new WorkerTopics(model, controlGroup, layout, connection, new Peers(kafka, model));
        topics.threads.forEach(Thread::start);
        return topics;
    }

    /**
     * Waits until all of it is there.
     *
     * @return how many affinity topics there are
     */
    int await() throws InterruptedException {
        there.await();
        return affinityTopics;
    }

    /** The problem that stands against taking tasks; empty where there is none. */
    Optional<GemstreamException> problem() {
        return watch.problem();
    }

    /**
     * Refuses a place where nothing can be written; blocks for up to some seconds where the partition is not known.
     *
     * @throws GemstreamException MALFORMED_RECORD
     */
    void require(LogLocation location) {
        if (location.partition().isEmpty()) {
            return;
        }
        int partition = location.partition().getAsInt();
        try {
            if (!watch.hasPartition(Topics.TOKENS, partition, GROWTH)) {
                throw new GemstreamException(ErrorReason.MALFORMED_RECORD, "log_partition: " + partition
                        + " (expected: one of the " + watch.partitions(Topics.TOKENS).orElse(0) + " of " + Topics.TOKENS + ")");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new KafkaException(stopped);
        }
    }

    /** The model's live workers, this one included once it was heard. */
    List<ModelRecord> live() {
        return peers.live(model);
    }

    /** Whether workers of the model compute otherwise. */
    OtherArithmetic otherArithmetic() {
        return peers.otherArithmetic();
    }

    /** The number of losses of task topics since the start; the share group is taken for lost with a topic. */
    int losses() {
        return losses.get();
    }

    /**
     * Asked later, looks whether topics of tasks were lost since now, and their logs were not: then a task at work
     * will come to nobody else, and is still read.
     */
    BooleanSupplier orphans() {
        int before = losses.get();
        int beforeOfLogs = lossesOfLogs.get();
        return () -> {
            try {
                watch.lookNow(ANSWER);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
            return losses.get() != before && lossesOfLogs.get() == beforeOfLogs;
        };
    }

    /**
     * Looks whether topics and group are as they are needed now; blocks while it does. A group whose first member comes
     * before it was told where to start passes over the tasks that are there already.
     *
     * @throws GemstreamException where they are not
     */
    void requireReady() {
        try {
            watch.requireReady(ANSWER);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new KafkaException(stopped);
        }
    }

    /** Ends all of it, whether it is there or not. */
    void end() {
        threads.forEach(Thread::interrupt);
        peers.end();
    }

    private void awaitAll() {
        try {
            watch.awaitReady();
            peers.begin();
            there.countDown();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void changed(TopicChange change) {
        if (Topics.holdsTasks(change.topic()) && !(change instanceof TopicChange.Resized)) {
            losses.incrementAndGet();
        }
        if (change.topic().equals(Topics.TOKENS) && !(change instanceof TopicChange.Resized)) {
            lossesOfLogs.incrementAndGet();
        }
        peers.changed(change);
    }

    private List<ClusterFinding> ensureGroup(Admin admin) {
        // Those listed: one that is no longer configured may still hold tasks. One just made may be missing.
        affinityTopics = Math.max(layout.affinity(), TopicProvisioner.affinityTopics(admin, model));
        return TopicProvisioner.ensureWorkerGroup(admin, model, affinityTopics, layout.taskLock())
                .map(start -> ClusterFinding.noted(ErrorReason.BROKER_REFUSED, "group " + Topics.workerGroup(model)
                        + ": share.auto.offset.reset: " + start + " (expected: earliest), and no right to AlterConfigs;"
                        + " tasks of a topic that is made anew may be passed over"))
                .stream().toList();
    }

    private List<TopicNeed> needs() {
        List<TopicNeed> needs = new ArrayList<>(layout.shared().stream().map(this::need).toList());
        needs.addAll(TopicNeed.each(layout.tasks(model), AclOperation.READ, AclOperation.WRITE));
        return needs;
    }

    private TopicNeed need(TopicSpec topic) {
        return new TopicNeed(topic, switch (topic.name()) {
            case Topics.CONTROL -> Set.of(AclOperation.READ);
            case Topics.TOKENS -> Set.of(AclOperation.READ, AclOperation.WRITE);
            case Topics.MODELS -> Set.of(AclOperation.READ, AclOperation.WRITE);
            case Topics.DEAD_LETTERS -> Set.of(AclOperation.WRITE);
            default -> Set.of();
        });
    }
}
