package io.gemstream.worker.slot;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Puts a task to work. */
@FunctionalInterface
public interface TaskHandler {

    /** Returns soon; the work goes on elsewhere. */
    RunningTask start(ConsumerRecord<String, byte[]> record);
}
