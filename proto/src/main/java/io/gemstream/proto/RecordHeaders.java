package io.gemstream.proto;

/** Names the headers of records. Their values are UTF-8 text, with numbers in decimal. */
public final class RecordHeaders {

    /** Absolute deadline in milliseconds since 1970; absent: none. */
    public static final String DEADLINE_MS = "x-deadline-ms";

    /**
     * The tenant of a request, see {@link Tenant}; absent: the default tenant. On gRPC calls metadata of the same name.
     */
    public static final String TENANT = "x-gemstream-tenant";

    /** The message in the value, for example {@code gemstream.v1.TaskRecord}. */
    public static final String MESSAGE_TYPE = "gemstream-message";

    /** On a prompt: the topic that gets the answer. */
    public static final String REPLY_TO = "reply-to";

    /** On a prompt: {@code stream}, the default, or {@code result} for one record with all of it. */
    public static final String REPLY_MODE = "reply-mode";

    /** {@code application/protobuf}; on prompts from outside also {@code application/json}. */
    public static final String CONTENT_TYPE = "content-type";

    /** Value of {@link #CONTENT_TYPE}. */
    public static final String PROTOBUF = "application/protobuf";

    /** W3C trace context, written and read by OpenTelemetry's propagator. */
    public static final String TRACEPARENT = "traceparent";

    private RecordHeaders() {}

    /** The failure of a header whose value cannot be. */
    public static GemstreamException malformed(String name, String value, String expected) {
        return new GemstreamException(ErrorReason.MALFORMED_RECORD,
                "header " + name + ": \"" + value + "\" (expected: " + expected + ")");
    }
}
