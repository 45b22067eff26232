package io.gemstream.proto;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Names of the record headers, and how their values are written: UTF-8 text, numbers in decimal. */
public final class RecordHeaders {

    /** Absolute deadline in milliseconds since 1970; absent: none. */
    public static final String DEADLINE_MS = "x-deadline-ms";

    /** For whom a request is, see {@link Tenant}; absent: the default tenant. On gRPC calls metadata of the same name. */
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

    /** The headers every record of ours carries. */
    public static Headers describe(com.google.protobuf.Message value) {
        return new org.apache.kafka.common.header.internals.RecordHeaders()
                .add(CONTENT_TYPE, PROTOBUF.getBytes(StandardCharsets.UTF_8))
                .add(MESSAGE_TYPE, value.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The last header of that name as text, empty where there is none.
     *
     * @throws GemstreamException MALFORMED_RECORD where it has no value, or one that is not UTF-8
     */
    public static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null) {
            return Optional.empty();
        }
        if (header.value() == null) {
            throw new GemstreamException(ErrorReason.MALFORMED_RECORD, "header " + name + ": no value (expected: text)");
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header.value())).toString());
        } catch (CharacterCodingException notText) {
            throw malformed(name, new String(header.value(), StandardCharsets.UTF_8), "text in UTF-8");
        }
    }

    /** The failure of a header whose value cannot be. */
    public static GemstreamException malformed(String name, String value, String expected) {
        return new GemstreamException(ErrorReason.MALFORMED_RECORD,
                "header " + name + ": \"" + value + "\" (expected: " + expected + ")");
    }
}
