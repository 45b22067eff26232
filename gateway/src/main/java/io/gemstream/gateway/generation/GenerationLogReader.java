package io.gemstream.gateway.generation;

import io.gemstream.gateway.config.KafkaSettings;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.OperationRecord;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/** Reads generations' logs from their beginnings to where they end now: a few at a time, each on a thread of its own. */
@Singleton
public final class GenerationLogReader {

    private static final int AT_ONCE = 4;

    private final ExecutorService threads =
            Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("gateway-log-scan-", 0).factory());
    private final BlockingQueue<LogScanner> idle = new ArrayBlockingQueue<>(AT_ONCE);

    GenerationLogReader(KafkaSettings kafka) {
        for (int number = 0; number < AT_ONCE; number++) {
            idle.add(new LogScanner(kafka, "gateway-log-scan-" + number));
        }
    }

    /** Fails with CURSOR_EXPIRED where the log's beginning was deleted, with BROKER_UNAVAILABLE where none answers. */
    public CompletionStage<GenerationLog> read(OperationRecord row) {
        return CompletableFuture.supplyAsync(() -> {
            // As many threads as scanners: there is one.
            LogScanner scanner = idle.remove();
            try {
                return scanner.read(row);
            } catch (KafkaException unavailable) {
                throw new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                        "the log of " + row.getRequestId() + " cannot be read: " + unavailable.getMessage(), unavailable);
            } finally {
                idle.add(scanner);
            }
        }, threads);
    }

    @PreDestroy
    void close() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(1, TimeUnit.SECONDS);
        idle.forEach(LogScanner::close);
    }
}
