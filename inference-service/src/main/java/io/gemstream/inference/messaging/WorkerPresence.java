package io.gemstream.inference.messaging;

import io.gemstream.proto.Announcement;
import io.gemstream.proto.TopicLayout;
import io.gemstream.proto.TopicProvisioner;
import io.gemstream.proto.TopicSpec;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to topics and share group once Kafka is there, then announces the worker until it stops. All on one virtual
 * thread, so a missing broker holds up nothing else.
 */
final class WorkerPresence {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPresence.class);
    private static final int ATTEMPT_MS = 5_000;
    private static final long GOODBYE_MS = 1_000;

    private final Announcement announcement;
    private final DoubleSupplier throughput;
    private final TopicLayout layout;
    private final KafkaSettings settings;
    private final TokenPublisher publisher;
    private volatile boolean ready;
    private volatile boolean unheard;
    private volatile int affinityTopics;
    private volatile Thread thread = Thread.currentThread();

    /** @param throughput tokens per second, read with every heartbeat */
    WorkerPresence(Announcement announcement, DoubleSupplier throughput, TopicLayout layout, KafkaSettings settings,
            TokenPublisher publisher) {
        this.announcement = announcement;
        this.throughput = throughput;
        this.layout = layout;
        this.settings = settings;
        this.publisher = publisher;
    }

    /** @param onReady called once, when topics and group are there, with how many affinity topics there are */
    void begin(IntConsumer onReady) {
        thread = Thread.ofVirtual().name("gemstream-worker-presence").start(() -> run(onReady));
    }

    /** Whether topics and group are there. */
    boolean ready() {
        return ready;
    }

    /** Takes the announcement back, without waiting for the broker. */
    CompletableFuture<?> withdraw() {
        thread.interrupt();
        return ready ? publisher.tombstone(Topics.MODELS, announcement.key()).toCompletableFuture()
                : CompletableFuture.completedFuture(null);
    }

    /** Takes the announcement back while the producer is still open. */
    void end() throws InterruptedException {
        try {
            withdraw().get(GOODBYE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException lost) {
            LOG.debug("no goodbye for {}: {}", announcement.key(), lost.toString());
        }
    }

    private void run(IntConsumer onReady) {
        try {
            TopicProvisioner.untilDone("topics", this::ensureTopics);
            TopicProvisioner.untilDone("share group", this::ensureGroup);
            ready = true;
            onReady.accept(affinityTopics);
            while (true) {
                announce();
                Thread.sleep(announcement.heartbeat());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void ensureTopics() {
        List<TopicSpec> topics = new ArrayList<>(layout.shared());
        topics.addAll(layout.tasks(announcement.record().getModel()));
        try (Admin admin = admin()) {
            TopicProvisioner.ensure(admin, topics, layout.replicationFactor());
            // Those listed: one that is no longer configured may still hold tasks. One just made may be missing.
            affinityTopics = Math.max(
                    layout.affinity(), TopicProvisioner.affinityTopics(admin, announcement.record().getModel()));
        }
    }

    private void ensureGroup() {
        try (Admin admin = admin()) {
            TopicProvisioner.ensureWorkerGroup(admin, announcement.record().getModel(), affinityTopics,
                    layout.taskLock());
        }
    }

    private Admin admin() {
        return Admin.create(settings.with(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ATTEMPT_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ATTEMPT_MS)));
    }

    private void announce() {
        ModelRecord record = announcement.at(System.currentTimeMillis()).toBuilder()
                .setTokensPerSecond(throughput.getAsDouble())
                .setAffinityTopics(affinityTopics)
                .build();
        publisher.publish(Topics.MODELS, announcement.key(), record)
                .toCompletableFuture()
                .orTimeout(announcement.heartbeat().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, late) -> {
                    if (late != null && !unheard) {
                        LOG.warn("Kafka at {} does not acknowledge heartbeats: {}", settings.bootstrapServers(),
                                late.toString());
                    }
                    unheard = late != null;
                });
    }
}
