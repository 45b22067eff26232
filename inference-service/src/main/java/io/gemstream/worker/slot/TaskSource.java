package io.gemstream.worker.slot;

import io.gemstream.proto.GemstreamException;
import io.gemstream.service.share.HeldRecord;
import io.gemstream.service.share.RecordTaker;

/** Brings tasks from the share group for all slots of a worker, and holds them until they are settled. Thread-safe. */
public interface TaskSource extends AutoCloseable {

    /** Opens a source; may fail while Kafka is away. */
    @FunctionalInterface
    interface Factory {

        /**
         * Opens a source, which may bring tasks before this returns.
         *
         * @throws GemstreamException where topics are not as they are needed, which others have said
         */
        TaskSource open(RecordTaker taker);
    }

    /** Whether one that is opened now would read other topics, or this one brings nothing any more. */
    boolean stale();

    /**
     * Whether topics of tasks were lost since it was opened: nobody else will get a task that it lost then. Looks first, which
     * may take some seconds.
     */
    boolean orphaned();

    /** Ends the hold of a task; does not wait for the broker. */
    void settle(HeldRecord task, Settlement settlement);

    /** Says that a slot got free otherwise. */
    void wanted();

    /** Brings no further task, and ends when none is held any more. */
    void retire();

    /** Whether it has ended. */
    boolean over();

    /** Tells what is settled, hands back what is not. */
    @Override
    void close();
}
