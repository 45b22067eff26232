package io.gemstream.service.kafka;

import com.google.protobuf.Message;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Tenant;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Reads and writes the headers of {@link RecordHeaders} on Kafka's records. */
public final class KafkaHeaders {

    private KafkaHeaders() {}

    /** The headers every record of ours carries. */
    public static Headers describe(Message value) {
        return new org.apache.kafka.common.header.internals.RecordHeaders()
                .add(RecordHeaders.CONTENT_TYPE, RecordHeaders.PROTOBUF.getBytes(StandardCharsets.UTF_8))
                .add(RecordHeaders.MESSAGE_TYPE,
                        value.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
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
            throw new GemstreamException(ErrorReason.MALFORMED_RECORD,
                    "header " + name + ": no value (expected: text)");
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header.value())).toString());
        } catch (CharacterCodingException notText) {
            throw RecordHeaders.malformed(name, new String(header.value(), StandardCharsets.UTF_8), "text in UTF-8");
        }
    }

    /**
     * The deadline of a record; {@link Deadline#NEVER} where it has none.
     *
     * @throws GemstreamException MALFORMED_RECORD, see {@link Deadline#parse}
     */
    public static Deadline deadline(Headers headers) {
        return text(headers, RecordHeaders.DEADLINE_MS).map(Deadline::parse).orElse(Deadline.NEVER);
    }

    /** Sets a record's deadline; nothing for {@link Deadline#NEVER}. */
    public static void put(Headers headers, Deadline deadline) {
        if (!deadline.equals(Deadline.NEVER)) {
            put(headers, RecordHeaders.DEADLINE_MS, Long.toString(deadline.epochMs()));
        }
    }

    /**
     * The tenant of a record; {@link Tenant#DEFAULT} where it names none.
     *
     * @throws GemstreamException MALFORMED_RECORD or INVALID_OPTION
     */
    public static Tenant tenant(Headers headers) {
        return text(headers, RecordHeaders.TENANT).map(Tenant::new).orElse(Tenant.DEFAULT);
    }

    /** Sets a record's tenant; nothing for {@link Tenant#DEFAULT}. */
    public static void put(Headers headers, Tenant tenant) {
        if (!tenant.equals(Tenant.DEFAULT)) {
            put(headers, RecordHeaders.TENANT, tenant.name());
        }
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
