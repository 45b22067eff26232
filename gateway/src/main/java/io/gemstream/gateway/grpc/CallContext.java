package io.gemstream.gateway.grpc;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Tenant;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The arrival time, tenant, deadline and trace of a call. Taken on the call's own thread, because later steps run
 * elsewhere.
 *
 * @param arrivalNs {@link System#nanoTime} at its arrival
 * @param tenant for whom it is
 * @param deadline the client's, made absolute
 * @param trace the context that holds the call's span
 */
record CallContext(long arrivalNs, Tenant tenant, Deadline deadline, Context trace) {

    /** The client's timer began earlier than ours, by the call's way here, and ends the call that much earlier. */
    private static final long DEADLINE_SLACK_MS = 50;

    static CallContext current() {
        io.grpc.Deadline deadline = io.grpc.Context.current().getDeadline();
        return new CallContext(System.nanoTime(), TenantInterceptor.TENANT.get(),
                deadline == null
                        ? Deadline.NEVER
                        : new Deadline(System.currentTimeMillis() + deadline.timeRemaining(TimeUnit.MILLISECONDS)),
                Context.current());
    }

    Duration sinceArrival() {
        return Duration.ofNanos(System.nanoTime() - arrivalNs);
    }

    /** The meaning of a cancellation of the call now: the client's wish, or its deadline. */
    ErrorReason cancelledOutcome() {
        return deadline.expired(System.currentTimeMillis() + DEADLINE_SLACK_MS)
                ? ErrorReason.DEADLINE_EXPIRED : ErrorReason.CANCELLED_BY_CLIENT;
    }
}
