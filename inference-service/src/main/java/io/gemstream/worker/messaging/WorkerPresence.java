package io.gemstream.worker.messaging;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.models.Announcement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces the worker until it stops, as long as its topics are as they are needed. Runs on a virtual thread. */
final class WorkerPresence {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerPresence.class);
    private static final long GOODBYE_MS = 1_000;

    private final Announcement announcement;
    private final DoubleSupplier throughput;
    private final DoubleSupplier kvCacheUsed;
    private final WorkerTopics topics;
    private final KafkaClients kafka;
    private final TokenPublisher publisher;
    private volatile boolean ready;
    private volatile boolean unheard;
    private volatile Thread thread = Thread.currentThread();

    /**
     * @param throughput tokens per second, read with every heartbeat
     * @param kvCacheUsed share of the KV cache, 0 to 1, read likewise
     */
    WorkerPresence(Announcement announcement, DoubleSupplier throughput, DoubleSupplier kvCacheUsed, WorkerTopics topics,
            KafkaClients kafka, TokenPublisher publisher) {
        this.announcement = announcement;
        this.throughput = throughput;
        this.kvCacheUsed = kvCacheUsed;
        this.topics = topics;
        this.kafka = kafka;
        this.publisher = publisher;
    }

    /** @param onReady called once, when the topics are there, with how many affinity topics there are */
    void begin(IntConsumer onReady) {
        thread = Thread.ofVirtual().name("gemstream-worker-presence").start(() -> run(onReady));
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
            int affinityTopics = topics.await();
            ready = true;
            boolean begun = false;
            while (true) {
                if (topics.problem().isEmpty()) {
                    CompletableFuture<Boolean> heard = announce(affinityTopics);
                    // Others must know what computes here before a log has tokens of it (ADR 38).
                    if (!begun && heard.get()) {
                        begun = true;
                        onReady.accept(affinityTopics);
                    }
                }
                Thread.sleep(announcement.heartbeat());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Completes with whether the broker has the announcement. */
    private CompletableFuture<Boolean> announce(int affinityTopics) {
        ModelRecord record = announcement.at(System.currentTimeMillis()).toBuilder()
                .setTokensPerSecond(throughput.getAsDouble())
                .setKvCacheUsed(kvCacheUsed.getAsDouble())
                .setAffinityTopics(affinityTopics)
                .build();
        return publisher.publish(Topics.MODELS, announcement.key(), record)
                .toCompletableFuture()
                .orTimeout(announcement.heartbeat().toMillis(), TimeUnit.MILLISECONDS)
                .handle((_, late) -> {
                    if (late != null && !unheard) {
                        LOG.warn("Kafka at {} does not acknowledge heartbeats: {}", kafka.bootstrapServers(),
                                late.toString());
                    }
                    unheard = late != null;
                    return !unheard;
                });
    }
}
