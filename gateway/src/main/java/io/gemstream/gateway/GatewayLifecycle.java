package io.gemstream.gateway;

import io.gemstream.gateway.config.GatewayConfig;
import io.gemstream.gateway.generation.GenerationHistory;
import io.gemstream.gateway.generation.OperationArchiver;
import io.gemstream.gateway.generation.OperationRecorders;
import io.gemstream.gateway.messaging.CompactedTables;
import io.gemstream.gateway.messaging.OperationPublisher;
import io.gemstream.gateway.reply.ReplyDispatcher;
import io.gemstream.gateway.stream.LogReader;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops the gateway. The start waits for no broker: topics are made and the directory is read in the
 * background, and until then requests are refused. The stop refuses new requests first and gives open streams time to
 * end.
 */
@Singleton
public final class GatewayLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayLifecycle.class);
    /** Ahead of everything that streams need to end, the messaging channels above all. */
    private static final int BEFORE_OTHERS = 1;
    /** How soon generations of a lost gateway, or of none, are looked after. */
    private static final Duration ADOPTION_PAUSE = Duration.ofMillis(500);

    private final GatewayConfig config;
    private final GatewayTopics topics;
    private final CompactedTables compactedTables;
    private final LogReader reader;
    private final StreamRegistry streams;
    private final OperationRecorders operationRecorders;
    private final OperationArchiver operationArchiver;
    private final GenerationHistory history;
    private final ReplyDispatcher replyDispatcher;
    private final OperationPublisher rows;
    private final BacklogGauges gauges;
    private volatile boolean stopping;

    GatewayLifecycle(GatewayConfig config, GatewayTopics topics, CompactedTables compactedTables, LogReader reader,
            StreamRegistry streams, OperationRecorders operationRecorders, OperationArchiver operationArchiver,
            GenerationHistory history, ReplyDispatcher replyDispatcher, OperationPublisher rows, BacklogGauges gauges) {
        this.config = config;
        this.topics = topics;
        this.compactedTables = compactedTables;
        this.reader = reader;
        this.streams = streams;
        this.operationRecorders = operationRecorders;
        this.operationArchiver = operationArchiver;
        this.history = history;
        this.replyDispatcher = replyDispatcher;
        this.rows = rows;
        this.gauges = gauges;
    }

    /** Whether new requests are refused because the process ends. */
    public boolean stopping() {
        return stopping;
    }

    /** Whether requests are taken: the process does not end, and the topics are as they are needed. */
    public boolean serving() {
        return !stopping && topics.problem().isEmpty();
    }

    /** Refuses a new request with SHUTTING_DOWN where the process ends, or with what is wrong with the topics. */
    public void requireRunning() {
        if (stopping) {
            throw shuttingDown();
        }
        topics.problem().ifPresent(problem -> {
            throw problem;
        });
    }

    void start(@Observes StartupEvent event) {
        topics.start();
        Thread.ofPlatform().daemon().name("gateway-log-reader").start(reader);
        Thread.ofVirtual().name("gateway-upkeep").start(() -> {
            try {
                topics.await();
            } catch (InterruptedException stopped) {
                return;
            }
            compactedTables.start();
            history.start();
            adopt();
        });
    }

    private void adopt() {
        while (!stopping) {
            try {
                Thread.sleep(ADOPTION_PAUSE);
            } catch (InterruptedException stopped) {
                return;
            }
            try {
                operationRecorders.adopt();
                replyDispatcher.look();
                rows.writeLost();
                operationArchiver.move();
                gauges.refresh();
            } catch (RuntimeException fault) {
                // One that escaped would end all later rounds. The last round may find beans gone.
                if (!stopping) {
                    LOG.error("generations could not be looked after", fault);
                }
            }
        }
    }

    void stop(@Observes @Priority(BEFORE_OTHERS) ShutdownEvent event) throws InterruptedException {
        stopping = true;
        if (!streams.awaitEmpty(config.drainTimeout())) {
            LOG.info("closing {} streams that did not end within {}", streams.size(), config.drainTimeout());
            streams.failAll(shuttingDown());
        }
        reader.stop();
        compactedTables.stop();
        topics.stop();
    }

    private static GemstreamException shuttingDown() {
        return new GemstreamException(ErrorReason.SHUTTING_DOWN, "the gateway is shutting down");
    }
}
