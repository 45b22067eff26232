package io.gemstream.worker.attempt;

import io.gemstream.proto.v1.TaskRecord;
import java.util.OptionalInt;

/**
 * The place of a generation's log: its key and its partition.
 *
 * @param requestId its key
 * @param partition of gemstream.tokens; empty in tasks of older tokenizer services: then the key's
 */
public record LogLocation(String requestId, OptionalInt partition) {

    static LogLocation of(TaskRecord task) {
        return new LogLocation(task.getRequestId(),
                task.hasLogPartition() ? OptionalInt.of(task.getLogPartition()) : OptionalInt.empty());
    }
}
