package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.service.kafka.ReplyTopic;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * The topic on which a prompt gets its reply, and the form of the reply.
 *
 * @param topic see {@link ReplyTopic}
 * @param whole whether the answer is one record
 */
record ReplyAddress(String topic, boolean whole) {

    /**
     * Reads both headers, empty where no topic is named.
     *
     * @throws GemstreamException MALFORMED_RECORD where one of them cannot be
     */
    static Optional<ReplyAddress> from(Headers headers) {
        String mode = KafkaHeaders.text(headers, RecordHeaders.REPLY_MODE).orElse("stream");
        if (!mode.equals("stream") && !mode.equals("result")) {
            throw RecordHeaders.malformed(RecordHeaders.REPLY_MODE, mode, "stream or result");
        }
        return topic(headers).map(topic -> new ReplyAddress(topic, mode.equals("result")));
    }

    /** The address at which a failure can be told, whatever else is wrong with the record. */
    static Optional<ReplyAddress> ofFailure(Headers headers) {
        try {
            return topic(headers).map(topic -> new ReplyAddress(topic, false));
        } catch (GemstreamException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> topic(Headers headers) {
        return KafkaHeaders.text(headers, RecordHeaders.REPLY_TO).map(ReplyTopic::require);
    }
}
