package io.gemstream.worker.attempt;

import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.StreamRecord;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Writes the records of generations' logs, dead letters, and tasks once more. Writing never blocks; records of one key keep
 * the order of the calls. Thread-safe.
 */
public interface StreamLog {

    /**
     * Refuses a place in which nothing can be written. Unlike the others it may block, for some seconds.
     *
     * @throws io.gemstream.proto.GemstreamException MALFORMED_RECORD
     */
    void require(LogLocation location);

    /**
     * Writes a record of a generation.
     *
     * @param trace headers to add, may be empty
     * @return completes with the broker's acknowledgement
     */
    CompletionStage<Void> append(LogLocation location, StreamRecord record, Headers trace);

    /** Sets a record aside; completes with the broker's acknowledgement. */
    CompletionStage<Void> setAside(String key, DeadLetterRecord letter);

    /** Writes a task as it is behind the others of its topic; completes with the broker's acknowledgement. */
    CompletionStage<Void> renew(ConsumerRecord<String, byte[]> task);
}
