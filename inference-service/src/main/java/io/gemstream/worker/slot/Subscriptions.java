package io.gemstream.worker.slot;

import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * Decides which topics the share consumers of a worker subscribe to: its task topics, and one of them, as long as it is
 * open, the topic that sets it apart from the others ({@link io.gemstream.proto.Topics#unwritten} says why).
 * Thread-safe.
 */
public final class Subscriptions {

    private final TaskTopics topics;
    private final IntSupplier losses;
    private Optional<Subscription> apart = Optional.empty();

    /** @param losses how often topics were lost: of one that was made anew, and of its group, a consumer may hear no more */
    public Subscriptions(TaskTopics topics, IntSupplier losses) {
        this.topics = topics;
        this.losses = losses;
    }

    /** The subscription of a consumer that is opened now. Close it with the consumer. */
    public synchronized Subscription open() {
        Subscription opened = new Subscription(
                topics.now(), losses.getAsInt(), apart.isEmpty() ? topics.apart() : Optional.empty());
        if (opened.own.isPresent()) {
            apart = Optional.of(opened);
        }
        return opened;
    }

    private synchronized boolean stale(Subscription subscription) {
        return !topics.now().equals(subscription.tasks) || losses.getAsInt() != subscription.losses
                || apart.isEmpty() && topics.apart().isPresent();
    }

    private synchronized void close(Subscription subscription) {
        apart = apart.filter(holder -> holder != subscription);
    }

    /** The subscription of one consumer. */
    public final class Subscription implements AutoCloseable {

        private final List<String> tasks;
        private final int losses;
        private final Optional<String> own;

        private Subscription(List<String> tasks, int losses, Optional<String> own) {
            this.tasks = tasks;
            this.losses = losses;
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
