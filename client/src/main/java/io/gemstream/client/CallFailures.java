package io.gemstream.client;

import com.google.rpc.ErrorInfo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.Optional;

/** Converts failed calls to failures with a reason of {@link ErrorReason}. Pure. */
final class CallFailures {

    private CallFailures() {}

    /** The gateway's own reason and details where it sent some; else what the status says about the connection. */
    static GemstreamException failure(String target, StatusRuntimeException failed) {
        Status status = failed.getStatus();
        String description = Optional.ofNullable(status.getDescription()).orElse(status.getCode().name());
        return Optional.ofNullable(StatusProto.fromThrowable(failed))
                .flatMap(sent -> sent(sent, description, failed))
                .orElseGet(() -> unsent(target, status, description, failed));
    }

    private static Optional<GemstreamException> sent(com.google.rpc.Status status, String description,
            StatusRuntimeException failed) {
        return ErrorStatus.reason(status).map(reason -> {
            Map<String, String> details = ErrorStatus.errorInfo(status).map(ErrorInfo::getMetadataMap).orElse(Map.of());
            GemstreamException failure = new GemstreamException(reason, description, details, failed);
            return ErrorStatus.retryAfter(status).map(failure::retryAfter).orElse(failure);
        });
    }

    private static GemstreamException unsent(String target, Status status, String description,
            StatusRuntimeException failed) {
        return switch (status.getCode()) {
            case UNAVAILABLE -> new GemstreamException(ErrorReason.GATEWAY_UNAVAILABLE,
                    "no gateway at " + target + ": " + rootMessage(status, description), failed);
            case UNIMPLEMENTED -> new GemstreamException(ErrorReason.GATEWAY_UNAVAILABLE,
                    "no gateway at " + target + ": another gRPC server answers there", failed);
            case DEADLINE_EXCEEDED -> new GemstreamException(ErrorReason.DEADLINE_EXPIRED,
                    "the deadline passed before the answer was complete", failed);
            case CANCELLED -> new GemstreamException(ErrorReason.CANCELLED_BY_CLIENT, "cancelled", failed);
            default -> new GemstreamException(ErrorReason.INTERNAL, target + ": " + description, failed);
        };
    }

    /** Netty's reason, for example {@code Connection refused}, is more use than gRPC's {@code io exception}. */
    private static String rootMessage(Status status, String description) {
        String message = description;
        for (Throwable cause = status.getCause(); cause != null; cause = cause.getCause()) {
            message = Optional.ofNullable(cause.getMessage()).orElse(message);
        }
        return message;
    }
}
