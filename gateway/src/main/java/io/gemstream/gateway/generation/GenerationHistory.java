package io.gemstream.gateway.generation;

import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.gateway.messaging.OperationPublisher;
import io.gemstream.gateway.stream.StreamRegistry;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.cluster.TopicLayout;
import io.gemstream.service.history.HistoryFilter;
import io.gemstream.service.history.HistoryIndexer;
import io.gemstream.service.history.HistoryLookup;
import io.gemstream.service.history.HistoryPages;
import io.gemstream.service.kafka.TopicChange;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations that have ended and are not in the index any more: finds them, lists them, and keeps up the index of the
 * partitions that are this gateway's (ADR 47).
 */
@Singleton
public final class GenerationHistory {

    private static final Logger LOG = LoggerFactory.getLogger(GenerationHistory.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final StreamRegistry streams;
    private final HistoryLookup lookup;
    private final HistoryPages pages;
    private final HistoryIndexer indexer;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gateway-history-", 0).factory());
    private volatile boolean changed;
    private volatile boolean stopped;

    GenerationHistory(KafkaSettings kafka, TopicLayout layout, StreamRegistry streams, OperationPublisher rows) {
        this.streams = streams;
        this.lookup = new HistoryLookup(
                kafka.clients(), "gateway-history-lookup", layout.retention(), System::currentTimeMillis);
        this.pages = new HistoryPages(
                kafka.clients(), "gateway-history-list", layout.retention(), System::currentTimeMillis);
        this.indexer = new HistoryIndexer(
                kafka.clients(), "gateway-history-index",
                (partition, window) -> rows.index(partition, window).toCompletableFuture().join());
    }

    /** The row of a generation that has ended; empty where there is none. Fails with BROKER_UNAVAILABLE. */
    public CompletionStage<Optional<OperationRecord>> find(String requestId) {
        return answer(() -> lookup.find(requestId));
    }

    /** A part of the list of generations that have ended, the last first. Fails with BROKER_UNAVAILABLE. */
    public CompletionStage<HistoryPages.Page> page(HistoryFilter filter, HistoryPages.Place after, int size) {
        return answer(() -> pages.page(filter, after, size));
    }

    /** Begins to keep up the index. */
    public void start() {
        threads.execute(this::index);
    }

    /** Takes news of a topic. */
    public void changed(TopicChange change) {
        if (Topics.holdsHistory(change.topic())) {
            changed = true;
            threads.execute(lookup::clear);
            threads.execute(pages::clear);
        }
    }

    @PreDestroy
    void close() {
        stopped = true;
        threads.shutdownNow();
        lookup.close();
        pages.close();
    }

    private <T> CompletionStage<T> answer(Supplier<T> question) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return question.get();
            } catch (KafkaException unavailable) {
                throw new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                        Topics.HISTORY + " cannot be read: " + unavailable.getMessage(), unavailable);
            }
        }, threads);
    }

    private void index() {
        while (!stopped) {
            try {
                if (changed) {
                    changed = false;
                    indexer.clear();
                }
                indexer.index(own());
            } catch (RuntimeException later) {
                LOG.debug("the history is not indexed now, to be tried again: {}", later.toString());
            }
            pause();
        }
        indexer.close();
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException stop) {
            stopped = true;
        }
    }

    /** There are fewer of its partitions than of the streams', each of which has one gateway. */
    private Set<Integer> own() {
        Set<Integer> owned = streams.owned();
        return owned.isEmpty() ? Set.of() : IntStream.range(0, indexer.partitions())
                .filter(partition -> owned.contains(partition % streams.partitions())).boxed().collect(Collectors.toSet());
    }
}
