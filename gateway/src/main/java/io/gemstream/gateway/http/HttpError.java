package io.gemstream.gateway.http;

import com.google.rpc.BadRequest;
import com.google.rpc.Status;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gemstream.gateway.call.FailureStatus;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * A failure as HTTP tells it: by the one table of reasons.
 *
 * @param status HTTP status
 * @param reason as in docs/errors.md; the name of a google.rpc.Code where a newer service gave another
 * @param message one sentence
 * @param field the wrong field, by its path in our own request
 * @param retryAfter when the same request may succeed
 * @param retriable whether it may at all
 */
public record HttpError(int status, String reason, String message, Optional<String> field, Optional<Duration> retryAfter,
        boolean retriable) {

    private static final int INTERNAL = 500;

    static HttpError of(Status failure) {
        Optional<ErrorReason> reason = ErrorStatus.reason(failure);
        return new HttpError(reason.map(ErrorReason::httpStatus).orElse(INTERNAL), FailureStatus.outcome(failure),
                failure.getMessage(), field(failure), ErrorStatus.retryAfter(failure),
                reason.map(ErrorReason::retriable).orElse(false));
    }

    private static Optional<String> field(Status failure) {
        for (Any detail : failure.getDetailsList()) {
            if (detail.is(BadRequest.class)) {
                try {
                    return detail.unpack(BadRequest.class).getFieldViolationsList().stream()
                            .map(BadRequest.FieldViolation::getField).findFirst();
                } catch (InvalidProtocolBufferException malformed) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
