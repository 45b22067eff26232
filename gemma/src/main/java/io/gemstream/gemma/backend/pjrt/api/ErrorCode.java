package io.gemstream.gemma.backend.pjrt.api;

/** Kinds of failure, in the order of {@code PJRT_Error_Code}, which is that of absl's status codes. */
public enum ErrorCode {
    OK,
    CANCELLED,
    UNKNOWN,
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    ABORTED,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    DATA_LOSS,
    UNAUTHENTICATED;

    static ErrorCode of(int code) {
        return code >= 0 && code < values().length ? values()[code] : UNKNOWN;
    }
}
