package io.gemstream.worker.messaging;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.worker.attempt.LogLocation;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the records of gemstream.tokens to the producer, in the order in which they come, on a thread of its own: a
 * producer may block, and whoever writes must not (ADR 48). Thread-safe.
 */
final class LogWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
    /** Between two tries of a record that the producer does not take, for want of a right for example. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Supplier<Producer<String, byte[]>> producers;
    private final Duration pause;
    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("gemstream-log-writer").unstarted(this::run);

    /** A record that waits, and whom to tell what became of it. */
    private record Entry(LogLocation location, StreamRecord record, Headers trace, CompletableFuture<Void> acknowledged) {}

    private LogWriter(Supplier<Producer<String, byte[]>> producers, Duration pause) {
        this.producers = producers;
        this.pause = pause;
    }

    /** @param producers gives the producer, which somebody else closes; called when there is a record for it */
    static LogWriter start(Supplier<Producer<String, byte[]>> producers) {
        return start(producers, PAUSE);
    }

    /** @param pause between two tries of a record that the producer does not take yet */
    static LogWriter start(Supplier<Producer<String, byte[]>> producers, Duration pause) {
        LogWriter writer = new LogWriter(producers, pause);
        writer.thread.start();
        return writer;
    }

    /**
     * Writes a record. Never blocks.
     *
     * @return completes with the broker's acknowledgement, on the producer's thread
     */
    CompletionStage<Void> write(LogLocation location, StreamRecord record, Headers trace) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        waiting.add(new Entry(location, record, trace, acknowledged));
        return acknowledged;
    }

    /** Writes nothing more; what waits is not acknowledged. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            Entry next = waiting.take();
            Producer<String, byte[]> producer = producer();
            while (true) {
                write(producer, next);
                next = waiting.take();
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tried again where it cannot be made yet: whoever waits for a record would do so for ever. */
    private Producer<String, byte[]> producer() throws InterruptedException {
        while (true) {
            try {
                return producers.get();
            } catch (RuntimeException notYet) {
                LOG.warn("{} cannot be written yet: {}", Topics.TOKENS, notYet.toString());
                Thread.sleep(pause);
            }
        }
    }

    /** One that comes behind must not be written before, so all wait for one that cannot be written yet. */
    private void write(Producer<String, byte[]> producer, Entry entry) throws InterruptedException {
        Try outcome = new Try(entry.acknowledged());
        try {
            producer.send(encoded(entry), outcome);
            while (outcome.refused) {
                Thread.sleep(pause);
                outcome.refused = false;
                producer.send(encoded(entry), outcome);
            }
        } catch (RuntimeException impossible) {
            // The producer is closed, for example.
            entry.acknowledged().completeExceptionally(impossible);
        }
    }

    private static ProducerRecord<String, byte[]> encoded(Entry entry) {
        Headers headers = KafkaHeaders.describe(entry.record());
        for (Header header : entry.trace()) {
            headers.add(header);
        }
        // Without a number the producer draws it from the key.
        Integer partition = entry.location().partition().isPresent() ? entry.location().partition().getAsInt() : null;
        return new ProducerRecord<>(Topics.TOKENS, partition, entry.location().requestId(), entry.record().toByteArray(),
                headers);
    }

    /** Hears what becomes of one record: before {@code send} returns, where the producer does not take it. */
    private final class Try implements Callback {

        private final CompletableFuture<Void> acknowledged;
        private boolean refused; // touched by the writer's thread only

        Try(CompletableFuture<Void> acknowledged) {
            this.acknowledged = acknowledged;
        }

        @Override
        public void onCompletion(RecordMetadata metadata, Exception failure) {
            if (failure == null) {
                acknowledged.complete(null);
            } else if (Thread.currentThread() == thread
                    && (failure instanceof RetriableException || failure instanceof AuthorizationException)) {
                LOG.warn("{} cannot be written yet: {}", Topics.TOKENS, failure.toString());
                refused = true;
            } else {
                acknowledged.completeExceptionally(failure);
            }
        }
    }
}
