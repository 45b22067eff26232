package io.gemstream.worker.slot;

import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes tasks from the share group for one slot: at most one record is held at a time. For one thread, but for
 * {@link #wakeup} and {@link #stale}.
 */
public interface TaskQueue extends AutoCloseable {

    /** Opens a queue; may fail while Kafka is away. */
    @FunctionalInterface
    interface Factory {

        /** @throws GemstreamException where topics are not as they are needed, which others have said */
        TaskQueue open();
    }

    /**
     * Whether the queue reads other topics than a queue that is opened now would. Then it is replaced between two
     * tasks. From any thread.
     */
    boolean stale();

    /**
     * Waits for a record; empty when time is up or {@link #wakeup} was called. A record that arrives just then can stay
     * in the queue until the next wait or {@link #close}, and be held back there from everybody else.
     */
    Optional<ConsumerRecord<String, byte[]>> take(Duration wait);

    /** The time for which a record is held without a sign of life. */
    Duration lock();

    /**
     * Holds the record for another {@link #lock}.
     *
     * @return whether it is still held; otherwise it must not be settled
     */
    boolean renew(ConsumerRecord<String, byte[]> record);

    /**
     * Whether the topic of a record that it gave was lost since: nobody else will get the record, and there is nothing
     * left to hold or to settle. Looks first, which may take some seconds.
     */
    boolean orphaned();

    /** Ends the hold; does not wait for the broker. */
    void settle(ConsumerRecord<String, byte[]> record, Settlement settlement);

    /** Ends a {@link #take} early. From any thread. */
    void wakeup();

    /** Sends what is settled, hands back what is not. */
    @Override
    void close();
}
