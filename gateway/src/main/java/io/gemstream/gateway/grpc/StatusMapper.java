package io.gemstream.gateway.grpc;

import com.google.rpc.Status;
import io.gemstream.gateway.call.FailureStatus;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;

/** Puts statuses into gRPC's form, with google.rpc.Status in grpc-status-details-bin. No other class does so. */
public final class StatusMapper {

    private StatusMapper() {}

    /** The status of a failure; see {@link FailureStatus#of}. */
    public static StatusRuntimeException of(Throwable failure, String requestId, Duration retryDelay) {
        return of(FailureStatus.of(failure, requestId, retryDelay));
    }

    public static StatusRuntimeException of(Status status) {
        return StatusProto.toStatusRuntimeException(status);
    }
}
