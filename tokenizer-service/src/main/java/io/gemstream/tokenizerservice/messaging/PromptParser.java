package io.gemstream.tokenizerservice.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.v1.PromptRecord;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Prompt records as gateways and others write them: in protobuf, or in protobuf's JSON. What others may leave out, the
 * record itself says: the request id is its key, the time its timestamp, the operation to generate;
 * options that are left open are the defaults, and the seed 0.
 */
final class PromptParser {

    /** Of a protobuf record this would be the start of a group, which no message of ours has. */
    private static final byte JSON_OBJECT = '{';

    private PromptParser() {}

    /** @throws GemstreamException MALFORMED_RECORD */
    static PromptRecord parse(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            throw malformed("no value");
        }
        PromptRecord.Builder prompt = read(record.value());
        if (prompt.getRequestId().isEmpty() && record.key() != null) {
            prompt.setRequestId(record.key());
        }
        if (prompt.getRequestId().isEmpty()) {
            throw malformed("request_id: empty, and no key");
        }
        if (prompt.getOperation() == PromptRecord.Operation.OPERATION_UNSPECIFIED) {
            prompt.setOperation(PromptRecord.Operation.GENERATE);
        }
        if (prompt.getOperation() == PromptRecord.Operation.GENERATE) {
            prompt.setSampling(SamplingDefaults.fill(prompt.getSampling(), 0));
        }
        if (prompt.getCreatedMs() == 0) {
            prompt.setCreatedMs(record.timestamp());
        }
        return prompt.build();
    }

    private static PromptRecord.Builder read(byte[] value) {
        try {
            if (value.length > 0 && value[0] == JSON_OBJECT) {
                PromptRecord.Builder prompt = PromptRecord.newBuilder();
                JsonFormat.parser().merge(new String(value, StandardCharsets.UTF_8), prompt);
                return prompt;
            }
            return PromptRecord.parseFrom(value).toBuilder();
        } catch (InvalidProtocolBufferException notAPrompt) {
            throw malformed(notAPrompt.getMessage());
        }
    }

    private static GemstreamException malformed(String why) {
        return new GemstreamException(ErrorReason.MALFORMED_RECORD, why + " (expected: gemstream.v1.PromptRecord)");
    }
}
