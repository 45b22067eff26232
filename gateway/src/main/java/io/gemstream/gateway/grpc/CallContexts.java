package io.gemstream.gateway.grpc;

import io.gemstream.gateway.call.CallContext;
import io.gemstream.proto.Deadline;
import io.opentelemetry.context.Context;
import java.util.concurrent.TimeUnit;

/** Reads what gRPC says of the call on this thread. */
public final class CallContexts {

    private CallContexts() {}

    /** @param method for the metrics */
    public static CallContext current(String method) {
        io.grpc.Deadline deadline = io.grpc.Context.current().getDeadline();
        return new CallContext(method, System.nanoTime(), TenantInterceptor.TENANT.get(),
                deadline == null
                        ? Deadline.NEVER
                        : new Deadline(System.currentTimeMillis() + deadline.timeRemaining(TimeUnit.MILLISECONDS)),
                Context.current());
    }
}
