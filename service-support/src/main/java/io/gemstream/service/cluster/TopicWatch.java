package io.gemstream.service.cluster;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.KafkaFailures;
import io.gemstream.service.kafka.TopicChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the topics and groups that a process needs, from its start on: makes topics that are missing, also those that
 * were lost later, and reports what is not as it is needed for as long as that lasts (ADR 26). A cluster that no longer
 * answers is not reported once it has answered: writes and reads tell that themselves, and heal by themselves.
 *
 * <p>A problem that stands against serving is logged once when it begins, and once when it is over.
 */
public final class TopicWatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    /** Sets up what depends on the topics: once when they are there, and again whenever one of them was lost. */
    @FunctionalInterface
    public interface Setup {

        /** Nothing. */
        Setup NONE = _ -> List.of();

        /**
         * Does it; may block.
         *
         * @return what was found out by the way
         * @throws KafkaException where it cannot be done now
         */
        List<ClusterFinding> run(Admin admin);
    }

    private final ClusterNeeds needs;
    private final KafkaConnection kafka;
    private final Duration period;
    private final Setup setup;
    private final Consumer<TopicChange> changes;
    private final KnownTopics topics = new KnownTopics();
    private final PeriodicCheck periodicCheck = new PeriodicCheck();
    private final CountDownLatch ready = new CountDownLatch(1);
    /** Of the watching thread, as the next. */
    private final Set<String> noted = new HashSet<>();
    private boolean setUp;
    /** Whether the last look found all topics. */
    private volatile boolean there;
    private volatile Optional<GemstreamException> problem = Optional.of(new GemstreamException(
            ErrorReason.BROKER_UNAVAILABLE, "the topics have not been seen yet: no answer from Kafka since the start"));

    /**
     * @param period from one look to the next
     * @param changes told of every change, on the watching thread, before it is said that all is well
     */
    public TopicWatch(ClusterNeeds needs, KafkaConnection kafka, Duration period, Setup setup,
            Consumer<TopicChange> changes) {
        this.needs = needs;
        this.kafka = kafka;
        this.period = period;
        this.setup = setup;
        this.changes = changes;
    }

    /** Looks until its thread is interrupted. */
    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        try (Admin admin = kafka.open()) {
            while (!Thread.currentThread().isInterrupted()) {
                long number = periodicCheck.begin();
                look(admin);
                periodicCheck.end(number);
                pause = problem.isEmpty() ? FIRST_PAUSE : pause.multipliedBy(2);
                periodicCheck.pause(problem.isEmpty() || pause.compareTo(period) > 0 ? period : pause);
            }
        } catch (InterruptedException | InterruptException stopped) {
            LOG.debug("topics are watched no longer");
        }
    }

    /** The problem that stands against serving; empty where there is none. */
    public Optional<GemstreamException> problem() {
        return problem;
    }

    /** Waits until all was as it is needed once. */
    public void awaitReady() throws InterruptedException {
        ready.await();
    }

    /**
     * Looks once more, for up to {@code most}.
     *
     * @throws GemstreamException where something stands against serving, or the cluster does not answer
     */
    public void requireReady(Duration most) throws InterruptedException {
        boolean looked = periodicCheck.now(most);
        Optional<GemstreamException> now = problem;
        if (now.isPresent()) {
            throw now.get();
        }
        if (!looked || !there) {
            throw new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                    "Kafka at " + kafka.bootstrapServers() + " does not say that the topics are there");
        }
    }

    /** Looks once more and waits until that is over, for up to {@code most}. */
    public void lookNow(Duration most) throws InterruptedException {
        periodicCheck.now(most);
    }

    /** Partitions of a topic, as seen last; empty where it was not there. */
    public OptionalInt partitions(String topic) {
        return topics.partitions(topic);
    }

    /**
     * Whether a topic has a partition of that number. Before it says no it looks again, for up to {@code most}: the topic
     * may have grown.
     */
    public boolean hasPartition(String topic, int partition, Duration most) throws InterruptedException {
        if (partition >= topics.partitions(topic).orElse(0)) {
            periodicCheck.now(most);
        }
        return partition >= 0 && partition < topics.partitions(topic).orElse(0);
    }

    private void look(Admin admin) {
        try {
            ClusterInspection seen = ClusterInspection.of(admin, needs);
            List<ClusterFinding> findings = new ArrayList<>(seen.findings());
            tell(topics.see(seen.topics()));
            boolean all = !seen.made() && seen.failure().isEmpty();
            if (all && !setUp) {
                findings.addAll(setup.run(admin));
                setUp = true;
            }
            findings.stream().filter(finding -> !finding.blocks() && noted.add(finding.text()))
                    .forEach(finding -> LOG.warn("{}", finding.text()));
            Optional<GemstreamException> failure = ClusterFinding.failure(findings);
            if (all || failure.isPresent()) {
                become(failure);
            }
            there = all;
        } catch (InterruptException stopped) {
            throw stopped;
        } catch (KafkaException failed) {
            there = false;
            GemstreamException failure = KafkaFailures.of(kafka.bootstrapServers(), failed);
            if (failure.reason() != ErrorReason.BROKER_UNAVAILABLE || ready.getCount() > 0) {
                become(Optional.of(failure));
            }
        }
    }

    private void tell(List<TopicChange> news) {
        List<String> lost = news.stream().filter(change -> !(change instanceof TopicChange.Resized))
                .map(TopicChange::topic).sorted().toList();
        if (!lost.isEmpty()) {
            setUp = false;
            become(Optional.of(new GemstreamException(ErrorReason.TOPIC_UNUSABLE, String.join(", ", lost)
                    + ": lost with all records; made anew where this process may")
                    .remedy("Make it again where services may not; they go on by themselves.")));
        }
        news.forEach(changes);
    }

    private void become(Optional<GemstreamException> now) {
        if (now.isPresent()) {
            if (!now.map(TopicWatch::kind).equals(problem.map(TopicWatch::kind))) {
                LOG.warn("not ready: {}", now.get().line());
            }
        } else if (problem.isPresent()) {
            LOG.info("ready: topics, rights and groups are as they are needed");
        }
        problem = now;
        if (now.isEmpty()) {
            ready.countDown();
        }
    }

    /** Failures that differ in a number only, of milliseconds or a port, are the same. */
    private static String kind(GemstreamException failure) {
        return failure.line().replaceAll("\\d+", "");
    }
}
