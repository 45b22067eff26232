package io.gemstream.inference.messaging;

import io.gemstream.proto.TopicLayout;
import io.gemstream.proto.TopicProvisioner;
import io.gemstream.proto.TopicSpec;
import io.gemstream.proto.v1.ModelRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Sees to topics, share group and knowledge of the other workers, on a virtual thread, while the model is loaded: a
 * cluster that is new takes seconds for it. A missing broker holds up nothing else.
 */
final class WorkerTopics {

    private static final int ATTEMPT_MS = 5_000;

    private final String model;
    private final TopicLayout layout;
    private final Map<String, Object> adminConfig;
    private final Peers peers;
    private final CountDownLatch there = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("gemstream-worker-topics").unstarted(this::run);
    private volatile int affinityTopics;

    private WorkerTopics(String model, TopicLayout layout, Map<String, Object> adminConfig, Peers peers) {
        this.model = model;
        this.layout = layout;
        this.adminConfig = adminConfig;
        this.peers = peers;
    }

    /** Returns at once. */
    static WorkerTopics begin(String model, TopicLayout layout, KafkaSettings settings) {
        Map<String, Object> adminConfig = settings.with(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ATTEMPT_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ATTEMPT_MS));
        WorkerTopics topics = new WorkerTopics(model, layout, adminConfig, new Peers(settings));
        topics.thread.start();
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

    /** The model's live workers, this one included once it was heard; nobody where there are no affinity topics. */
    List<ModelRecord> live() {
        return peers.live(model);
    }

    /** Ends all of it, whether it is there or not. */
    void end() {
        thread.interrupt();
        peers.end();
    }

    private void run() {
        try {
            TopicProvisioner.untilDone("topics", this::ensureTopics);
            TopicProvisioner.untilDone("share group", this::ensureGroup);
            if (affinityTopics > 0) { // else nothing depends on who else lives
                peers.begin();
            }
            there.countDown();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void ensureTopics() {
        List<TopicSpec> topics = new ArrayList<>(layout.shared());
        topics.addAll(layout.tasks(model));
        try (Admin admin = Admin.create(adminConfig)) {
            TopicProvisioner.ensure(admin, topics, layout.replicationFactor());
            // Those listed: one that is no longer configured may still hold tasks. One just made may be missing.
            affinityTopics = Math.max(layout.affinity(), TopicProvisioner.affinityTopics(admin, model));
        }
    }

    private void ensureGroup() {
        try (Admin admin = Admin.create(adminConfig)) {
            TopicProvisioner.ensureWorkerGroup(admin, model, affinityTopics, layout.taskLock());
        }
    }
}
