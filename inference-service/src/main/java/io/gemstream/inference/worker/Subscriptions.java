package io.gemstream.inference.worker;

import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * What the share consumers of a worker subscribe to: its task topics, and one of them, as long as it is open, the topic
 * that sets it apart from the others ({@link io.gemstream.proto.Topics#unwritten} says why). Thread-safe.
 */
public final class Subscriptions {

    private final TaskTopics topics;
    private final IntSupplier made;
    private Optional<Subscription> apart = Optional.empty();

    /** @param made how often the topics have been made: of one that was lost, and its group, a consumer hears no more */
    public Subscriptions(TaskTopics topics, IntSupplier made) {
        this.topics = topics;
        this.made = made;
    }

    /** The subscription of a consumer that is opened now. Close it with the consumer. */
    public synchronized Subscription open() {
        Subscription opened = new Subscription(
                topics.now(), made.getAsInt(), apart.isEmpty() ? topics.apart() : Optional.empty());
        if (opened.own.isPresent()) {
            apart = Optional.of(opened);
        }
        return opened;
    }

    private synchronized boolean stale(Subscription subscription) {
        return !topics.now().equals(subscription.tasks) || made.getAsInt() != subscription.made
                || apart.isEmpty() && topics.apart().isPresent();
    }

    private synchronized void close(Subscription subscription) {
        apart = apart.filter(holder -> holder != subscription);
    }

    /** Of one consumer. */
    public final class Subscription implements AutoCloseable {

        private final List<String> tasks;
        private final int made;
        private final Optional<String> own;

        private Subscription(List<String> tasks, int made, Optional<String> own) {
            this.tasks = tasks;
            this.made = made;
            this.own = own;
        }

        /** The topics to subscribe to. */
        public List<String> topics() {
            return Stream.concat(tasks.stream(), own.stream()).toList();
        }

        /** Whether one that is opened now would be another. */
        public boolean stale() {
            return Subscriptions.this.stale(this);
        }

        @Override
        public void close() {
            Subscriptions.this.close(this);
        }
    }
}
