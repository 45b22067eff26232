package io.gemstream.inference.worker;

import io.gemstream.proto.v1.TaskRecord;
import java.util.OptionalInt;

/**
 * Where the log of a generation lies.
 *
 * @param requestId its key
 * @param partition of gemstream.tokens; empty in tasks of older tokenizer services: then the key's
 */
public record LogPlace(String requestId, OptionalInt partition) {

    static LogPlace of(TaskRecord task) {
        return new LogPlace(task.getRequestId(),
                task.hasLogPartition() ? OptionalInt.of(task.getLogPartition()) : OptionalInt.empty());
    }
}
