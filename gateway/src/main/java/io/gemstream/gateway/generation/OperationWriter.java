package io.gemstream.gateway.generation;

import io.gemstream.gateway.messaging.OperationPublisher;
import io.gemstream.gateway.operation.OperationIndex;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.OperationRecord.State;
import jakarta.inject.Singleton;

/**
 * Writes the rows of generations to the topic, and those that have ended to the index here at once. A row that was
 * deleted stays away.
 */
@Singleton
public final class OperationWriter {

    private final OperationIndex index;
    private final OperationPublisher rows;

    OperationWriter(OperationIndex index, OperationPublisher rows) {
        this.index = index;
        this.rows = rows;
    }

    /** Writes a row; never blocks. */
    public void write(OperationRecord row) {
        if (index.deleted(row.getRequestId())) {
            return;
        }
        if (row.getState() == State.ENDED) {
            // At once, so that nobody here looks after it again before the topic has brought it back.
            index.put(row);
        }
        rows.note(row);
    }
}
