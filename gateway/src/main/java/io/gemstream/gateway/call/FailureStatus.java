package io.gemstream.gateway.call;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.RequestInfo;
import com.google.rpc.Status;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.service.failure.Causes;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts failures to google.rpc.Status, which each face puts into its own form. No other class does so. */
public final class FailureStatus {

    private static final Logger LOG = LoggerFactory.getLogger(FailureStatus.class);

    private FailureStatus() {}

    /**
     * The status of a failure. A failure that nobody foresaw is logged here and reaches the client without its text.
     *
     * @param requestId may be empty
     * @param retryDelay told to the client where a retry makes sense and the failure names no delay
     */
    public static Status of(Throwable failure, String requestId, Duration retryDelay) {
        return switch (Causes.unwrapped(failure)) {
            case CallFailure mapped -> mapped.status();
            case GemstreamException known -> of(known, requestId, retryDelay);
            default -> {
                LOG.error("request {} failed", Echo.quoted(requestId), failure);
                yield of(new GemstreamException(ErrorReason.INTERNAL,
                        "the gateway failed; its log has the cause under request " + Echo.quoted(requestId)),
                        requestId, retryDelay);
            }
        };
    }

    /** The status of a generation that ended with CANCELLED or ERROR. */
    static Status of(FinishBody finish, String requestId, Duration retryDelay) {
        return switch (finish.getReason()) {
            case CANCELLED -> of(new GemstreamException(ErrorReason.CANCELLED_BY_CLIENT,
                    "the generation was cancelled"), requestId, retryDelay);
            case ERROR -> finish.getError().getCode() == 0
                    ? of(malformed(finish), requestId, retryDelay)
                    : withRequestId(finish.getError(), requestId);
            case STOP, LENGTH, FINISH_REASON_UNSPECIFIED, UNRECOGNIZED -> of(malformed(finish), requestId, retryDelay);
        };
    }

    /** The outcome of a failure as metrics name it. */
    public static String outcome(Status failure) {
        return ErrorStatus.reason(failure)
                .map(ErrorReason::name)
                .orElseGet(() -> Optional.ofNullable(Code.forNumber(failure.getCode())).orElse(Code.UNKNOWN).name());
    }

    private static Status of(GemstreamException failure, String requestId, Duration retryDelay) {
        GemstreamException complete = failure.reason().retriable() && failure.retryAfter().isEmpty()
                ? failure.retryAfter(retryDelay) : failure;
        return ErrorStatus.of(complete, requestId);
    }

    private static GemstreamException malformed(FinishBody finish) {
        return new GemstreamException(ErrorReason.INTERNAL,
                "finish record: reason " + finish.getReason() + " (expected: a known reason, and a status with ERROR)");
    }

    private static Status withRequestId(Status status, String requestId) {
        if (status.getDetailsList().stream().anyMatch(detail -> detail.is(RequestInfo.class))) {
            return status;
        }
        return status.toBuilder()
                .addDetails(Any.pack(ErrorStatus.requestInfo(requestId)))
                .build();
    }
}
