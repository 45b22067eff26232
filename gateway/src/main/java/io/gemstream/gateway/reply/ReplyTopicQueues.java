package io.gemstream.gateway.reply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records, those of each topic in their order. Each topic has a queue of its own, and while that has something a
 * virtual thread of its own: one whose producer waits, for metadata or for a leader, holds up no other. A thread writes in
 * rounds, and waits for the acknowledgements of each. Thread-safe.
 */
final class ReplyTopicQueues {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyTopicQueues.class);
    /** Bytes that lie in all queues, when few topics have some; shared out equally among the topics that have. */
    private static final long MOST_BYTES = 16 << 20;

    /** Receives the outcome of one record. */
    interface Receipt {

        /** The receipt of a record that is wanted in any case. */
        static Receipt of(Consumer<Optional<SendFailure>> told) {
            return new Receipt() {
                @Override
                public boolean wanted() {
                    return true;
                }

                @Override
                public void told(Optional<SendFailure> failure) {
                    told.accept(failure);
                }
            };
        }

        /** Whether the record is still to be written; asked when its turn has come. */
        boolean wanted();

        /** Told on the topic's thread, in the order of the records; not told of one that was not wanted. */
        void told(Optional<SendFailure> failure);
    }

    private final ReplyProducers producers;
    private final Map<String, ReplyTopicQueue> queues = new HashMap<>();

    ReplyTopicQueues(ReplyProducers producers) {
        this.producers = producers;
    }

    /**
     * Writes a record; never blocks.
     *
     * @param receipt of this record; it is told once
     */
    synchronized void send(ProducerRecord<String, byte[]> record, Receipt receipt) {
        queues.computeIfAbsent(record.topic(), topic -> {
            Thread.ofVirtual().name("gateway-replies-" + topic).start(() -> run(topic));
            return new ReplyTopicQueue();
        }).add(new ReplyTopicQueue.Entry(record, receipt));
    }

    /** Whether a topic's share of the memory has room for more. */
    synchronized boolean hasRoom(String topic) {
        ReplyTopicQueue queue = queues.get(topic);
        return queue == null || queue.bytes() < MOST_BYTES / queues.size();
    }

    /** Whether nothing lies there and nothing is on its way. */
    synchronized boolean isEmpty() {
        return queues.isEmpty();
    }

    private void run(String topic) {
        for (List<ReplyTopicQueue.Entry> round = next(topic); !round.isEmpty(); round = next(topic)) {
            write(topic, round);
        }
    }

    /** The next round; none, and the queue is gone, where nothing lies there. */
    private synchronized List<ReplyTopicQueue.Entry> next(String topic) {
        List<ReplyTopicQueue.Entry> round = queues.get(topic).next();
        if (round.isEmpty()) {
            queues.remove(topic);
        }
        return round;
    }

    private void write(String topic, List<ReplyTopicQueue.Entry> round) {
        ReplyProducers.Lease lease;
        try {
            lease = producers.lease(topic);
        } catch (KafkaException none) {
            round.forEach(entry -> done(entry, Optional.of(SendFailure.of(none))));
            return;
        }
        boolean broken = false;
        List<Future<RecordMetadata>> sent = send(lease.producer(), round);
        for (int i = 0; i < round.size(); i++) {
            Optional<SendFailure> failure = failure(sent.get(Math.min(i, sent.size() - 1)));
            broken |= failure.filter(lost -> lost.kind() == SendFailure.Kind.BROKEN_PRODUCER).isPresent();
            done(round.get(i), failure);
        }
        producers.release(lease, broken);
    }

    private void done(ReplyTopicQueue.Entry entry, Optional<SendFailure> failure) {
        synchronized (this) {
            queues.get(entry.record().topic()).done(entry, failure.isEmpty());
        }
        try {
            entry.receipt().told(failure);
        } catch (RuntimeException fault) {
            // One that escaped would end the topic's thread.
            LOG.error("what follows a record of {} on {} failed", entry.record().key(), entry.record().topic(), fault);
        }
    }

    /** Ends at the first record that the producer has no place for: each of the others would wait as long for the same. */
    private static List<Future<RecordMetadata>> send(Producer<String, byte[]> producer,
            List<ReplyTopicQueue.Entry> round) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ReplyTopicQueue.Entry entry : round) {
            Future<RecordMetadata> next = send(producer, entry.record());
            sent.add(next);
            if (next.isDone() && failure(next).filter(lost -> lost.kind() != SendFailure.Kind.HOPELESS).isPresent()) {
                break;
            }
        }
        return sent;
    }

    private static Future<RecordMetadata> send(Producer<String, byte[]> producer, ProducerRecord<String, byte[]> record) {
        try {
            return producer.send(record);
        } catch (RuntimeException unusable) {
            return CompletableFuture.failedFuture(unusable);
        }
    }

    private static Optional<SendFailure> failure(Future<RecordMetadata> sent) {
        try {
            sent.get();
            return Optional.empty();
        } catch (ExecutionException failed) {
            return Optional.of(SendFailure.of(failed));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.of(new SendFailure(SendFailure.Kind.MAY_PASS, "interrupted"));
        }
    }
}
