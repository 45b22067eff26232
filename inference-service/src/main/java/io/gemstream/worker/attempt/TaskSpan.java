package io.gemstream.worker.attempt;

import org.apache.kafka.common.header.Headers;

/** The trace span of one attempt. */
public interface TaskSpan {

    /** Opens spans. */
    @FunctionalInterface
    interface Factory {
        TaskSpan start(Delivery delivery, String attemptId);
    }

    /** Headers by which readers of the records go on with the trace. */
    Headers headers();

    /** Ends the span. */
    void end(String outcome);
}
