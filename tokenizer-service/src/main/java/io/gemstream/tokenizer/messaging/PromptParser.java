package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.SamplingDefaults;
import io.gemstream.proto.v1.PromptRecord;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Parses prompt records as gateways and others write them, see {@link PromptValue}. Fields that others may leave out
 * follow from the record itself: the request id is its key, the time its timestamp, the operation to generate; options
 * that are left open are the defaults, and the seed 0.
 */
final class PromptParser {

    private final Duration retention;

    /** @param retention how long rows and logs are kept */
    PromptParser(Duration retention) {
        this.retention = retention;
    }

    /**
     * Reads a record.
     *
     * @param nowMs milliseconds since 1970
     * @throws GemstreamException MALFORMED_RECORD
     */
    PromptRecord parse(ConsumerRecord<String, byte[]> record, long nowMs) {
        if (record.value() == null) {
            throw malformed("no value");
        }
        PromptRecord.Builder prompt = PromptValue.read(record.value());
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
        // Gateways answer nobody on Kafka: what names a topic is another's, whatever it says of its row.
        boolean anothers = !prompt.getHasOperation() || record.headers().lastHeader(RecordHeaders.REPLY_TO) != null;
        if (anothers || prompt.getCreatedMs() == 0) {
            prompt.setCreatedMs(created(prompt.getCreatedMs() == 0 ? record.timestamp() : prompt.getCreatedMs(), nowMs));
        }
        return prompt.build();
    }

    /**
     * The time that others say where it can be: one in the future, or so old that the row would soon be forgotten and
     * with it whom to answer, is the producer's mistake, and then the time is that of the reading.
     */
    private long created(long saidMs, long nowMs) {
        return saidMs > nowMs || saidMs < nowMs - retention.dividedBy(2).toMillis() ? nowMs : saidMs;
    }

    private static GemstreamException malformed(String why) {
        return new GemstreamException(ErrorReason.MALFORMED_RECORD, why + " (expected: gemstream.v1.PromptRecord)");
    }
}
