package io.gemstream.proto;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import java.util.Optional;

/**
 * Converts failures to google.rpc.Status, the form in which they travel in finish records and to gRPC clients
 * (AIP-193): ErrorInfo always, BadRequest where a field is named, RetryInfo where a retry makes sense, RequestInfo
 * where known.
 *
 * <p>Statuses are small whatever a client sent. gRPC has them in trailers, for which clients take 8 KiB in all: the message
 * there is percent-encoded, three bytes for one at worst, and comes twice more in the details, in base64.
 */
public final class ErrorStatus {

    /** Domain of every ErrorInfo of ours. */
    public static final String DOMAIN = "gemstream.io";

    /** Metadata name under which a failure names the field that is wrong. */
    public static final String FIELD = "field";

    /** The messages that details are, for those who print statuses as JSON. */
    public static final TypeRegistry DETAILS = TypeRegistry.newBuilder()
            .add(ErrorInfo.getDescriptor())
            .add(BadRequest.getDescriptor())
            .add(RetryInfo.getDescriptor())
            .add(RequestInfo.getDescriptor())
            .build();

    private static final int MOST_MESSAGE_BYTES = 800;
    private static final int MOST_DETAIL_BYTES = 200;

    private ErrorStatus() {}

    /** The status of a failure; {@code requestId} may be empty. */
    public static Status of(GemstreamException failure, String requestId) {
        ErrorReason reason = failure.reason();
        String message = Echo.bounded(failure.getMessage(), MOST_MESSAGE_BYTES);
        ErrorInfo.Builder info = ErrorInfo.newBuilder().setReason(reason.name()).setDomain(DOMAIN);
        failure.metadata().forEach((name, value) -> info.putMetadata(name, Echo.bounded(value, MOST_DETAIL_BYTES)));
        Status.Builder status = Status.newBuilder()
                .setCode(reason.code().getNumber())
                .setMessage(message)
                .addDetails(Any.pack(info.putMetadata("remedy", failure.remedy()).build()));
        String field = failure.metadata().get(FIELD);
        if (field != null) {
            status.addDetails(Any.pack(BadRequest.newBuilder()
                    .addFieldViolations(BadRequest.FieldViolation.newBuilder()
                            .setField(Echo.bounded(field, MOST_DETAIL_BYTES))
                            .setDescription(message)
                            .setReason(reason.name()))
                    .build()));
        }
        failure.retryAfter().ifPresent(delay -> status.addDetails(Any.pack(RetryInfo.newBuilder()
                .setRetryDelay(Duration.newBuilder().setSeconds(delay.getSeconds()).setNanos(delay.getNano()))
                .build())));
        if (!requestId.isEmpty()) {
            status.addDetails(Any.pack(requestInfo(requestId)));
        }
        return status.build();
    }

    /** The detail that names a request. */
    public static RequestInfo requestInfo(String requestId) {
        return RequestInfo.newBuilder().setRequestId(Echo.bounded(requestId, MOST_DETAIL_BYTES)).build();
    }

    /** The ErrorInfo of a status, where it carries one of ours. */
    public static Optional<ErrorInfo> errorInfo(Status status) {
        return detail(status, ErrorInfo.class).filter(info -> info.getDomain().equals(DOMAIN));
    }

    /** The reason of a status, where it carries one we know. */
    public static Optional<ErrorReason> reason(Status status) {
        return errorInfo(status).flatMap(info -> {
            for (ErrorReason reason : ErrorReason.values()) {
                if (reason.name().equals(info.getReason())) {
                    return Optional.of(reason);
                }
            }
            return Optional.empty();
        });
    }

    /** The time after which a retry makes sense, where the status says one. */
    public static Optional<java.time.Duration> retryAfter(Status status) {
        return detail(status, RetryInfo.class).map(RetryInfo::getRetryDelay)
                .map(delay -> java.time.Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
    }

    private static <T extends com.google.protobuf.Message> Optional<T> detail(Status status, Class<T> type) {
        for (Any any : status.getDetailsList()) {
            if (any.is(type)) {
                try {
                    return Optional.of(any.unpack(type));
                } catch (InvalidProtocolBufferException malformed) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
