package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import io.gemstream.service.kafka.KafkaHeaders;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * The values of a prompt's headers: reply address, deadline and tenant.
 *
 * @param reply where the answer goes; empty where nobody is told
 */
record PromptHeaders(Optional<ReplyAddress> reply, Deadline deadline, Tenant tenant) {

    /** @throws GemstreamException MALFORMED_RECORD where one cannot be */
    static PromptHeaders read(Headers headers) {
        return new PromptHeaders(ReplyAddress.from(headers), KafkaHeaders.deadline(headers), tenant(headers));
    }

    /** On gRPC calls a tenant is an option; here it is a part of the record. */
    private static Tenant tenant(Headers headers) {
        try {
            return KafkaHeaders.tenant(headers);
        } catch (GemstreamException invalid) {
            throw invalid.reason() == ErrorReason.MALFORMED_RECORD ? invalid
                    : new GemstreamException(ErrorReason.MALFORMED_RECORD, "header " + invalid.getMessage());
        }
    }
}
