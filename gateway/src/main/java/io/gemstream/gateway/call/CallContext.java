package io.gemstream.gateway.call;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Tenant;
import io.opentelemetry.context.Context;
import java.time.Duration;

/**
 * The arrival time, tenant, deadline and trace of a call. Taken on the call's own thread, because later steps run
 * elsewhere.
 *
 * @param method name of the call, for the metrics
 * @param arrivalNs {@link System#nanoTime} at its arrival
 * @param tenant for whom it is
 * @param deadline the client's, made absolute
 * @param trace the context that holds the call's span
 */
public record CallContext(String method, long arrivalNs, Tenant tenant, Deadline deadline, Context trace) {

    /** The client's timer began earlier than ours, by the call's way here, and ends the call that much earlier. */
    private static final long DEADLINE_SLACK_MS = 50;

    Duration sinceArrival() {
        return Duration.ofNanos(System.nanoTime() - arrivalNs);
    }

    /** The meaning of a cancellation of the call now: the client's wish, or its deadline. */
    ErrorReason cancelledOutcome() {
        return deadline.expired(System.currentTimeMillis() + DEADLINE_SLACK_MS)
                ? ErrorReason.DEADLINE_EXPIRED : ErrorReason.CANCELLED_BY_CLIENT;
    }
}
