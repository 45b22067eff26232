package io.gemstream.gateway.reply;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * Lends the producer of replies, and replaces it now and then: after an error that it may not get over, and after many
 * topics. A producer forgets the metadata of a topic that it does not write to, but not its metrics and not its place
 * in the accumulator (RecordAccumulator.topicInfoMap, Kafka 4.2), so that with clients that make a topic each it would
 * grow for ever. Thread-safe.
 */
final class ReplyProducers implements AutoCloseable {

    private static final int MOST_TOPICS = 1_000;

    /** The use of a producer for one topic; what is written under the next lease comes behind it. */
    record Lease(Shared shared) {

        Producer<String, byte[]> producer() {
            return shared.producer;
        }
    }

    private static final class Shared {

        private final Producer<String, byte[]> producer;
        private final Set<String> topics = new HashSet<>();
        private int users;

        private Shared(Producer<String, byte[]> producer) {
            this.producer = producer;
        }
    }

    private final Supplier<Producer<String, byte[]>> factory;
    private Optional<Shared> current = Optional.empty();
    private boolean closed;

    /** @param factory opens a producer */
    ReplyProducers(Supplier<Producer<String, byte[]>> factory) {
        this.factory = factory;
    }

    /** @throws KafkaException where no producer can be opened, and after {@link #close} */
    synchronized Lease lease(String topic) {
        if (closed) {
            throw new KafkaException("the gateway is shutting down");
        }
        Shared known = current.orElseGet(() -> new Shared(factory.get()));
        if (known.topics.size() >= MOST_TOPICS && !known.topics.contains(topic)) {
            retire(known);
            known = new Shared(factory.get());
        }
        current = Optional.of(known);
        known.topics.add(topic);
        known.users++;
        return new Lease(known);
    }

    /** @param broken whether the producer is to be replaced */
    synchronized void release(Lease lease, boolean broken) {
        lease.shared().users--;
        if (broken) {
            retire(lease.shared());
        } else if (current.filter(known -> known == lease.shared()).isEmpty()) {
            closeUnused(lease.shared());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        current.ifPresent(known -> known.producer.close(Duration.ZERO));
        current = Optional.empty();
    }

    private void retire(Shared shared) {
        current = current.filter(known -> known != shared);
        closeUnused(shared);
    }

    /** Nothing of an unused one is on its way. */
    private static void closeUnused(Shared shared) {
        if (shared.users == 0) {
            shared.producer.close(Duration.ZERO);
        }
    }
}
