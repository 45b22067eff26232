package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.service.kafka.DeadLetters;
import io.gemstream.tokenizer.TokenizedPrompt;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.TracingMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets aside records on the prompts' topics that are no request, and answers those that name a topic for it. The answer
 * is an operation by itself, since the key may name a request that is well.
 */
@ApplicationScoped
public class RejectedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(RejectedRecords.class);

    private final KafkaClientRequests clientRequests;
    private final RecordPublisher publisher;
    private final TokenizerMetrics metrics;

    RejectedRecords(KafkaClientRequests clientRequests, RecordPublisher publisher, TokenizerMetrics metrics) {
        this.clientRequests = clientRequests;
        this.publisher = publisher;
        this.metrics = metrics;
    }

    /** Answers a record that cannot be read, and sets it aside. */
    Uni<Void> malformed(ConsumerRecord<String, byte[]> record, Optional<TracingMetadata> trace, GemstreamException cause) {
        metrics.rejected(cause.reason());
        Uni<Void> aside = setAside(record, trace, cause);
        return ReplyAddress.ofFailure(record.headers())
                .map(reply -> tell(record, reply, key(record), trace, cause).chain(() -> aside)).orElse(aside);
    }

    /** Answers a prompt whose id is another request's; where it says nobody to tell it is set aside. */
    Uni<Void> reused(ConsumerRecord<String, byte[]> record, String requestId, Optional<ReplyAddress> reply,
            Optional<TracingMetadata> trace, GemstreamException cause) {
        metrics.rejected(cause.reason());
        return reply.map(address -> tell(record, address, requestId, trace, cause)).orElseGet(() -> setAside(record, trace, cause));
    }

    /** Writes a record to the dead letters. */
    Uni<Void> setAside(ConsumerRecord<String, byte[]> record, Optional<TracingMetadata> trace, GemstreamException cause) {
        LOG.warn("prompt {} goes to {}: {}", KafkaClientRequests.place(record), Topics.DEAD_LETTERS, cause.getMessage(),
                cause.getCause());
        return publisher.publish(Topics.DEAD_LETTERS, key(record),
                DeadLetters.of(record, cause, 1, System.currentTimeMillis()), Deadline.NEVER, trace);
    }

    private Uni<Void> tell(ConsumerRecord<String, byte[]> record, ReplyAddress reply, String key,
            Optional<TracingMetadata> trace, GemstreamException cause) {
        OperationRecord row = clientRequests.refused(record, reply, key, System.currentTimeMillis());
        String about = key.isEmpty() ? KafkaClientRequests.place(record) : key;
        return publisher.publish(Topics.OPERATIONS, row.getRequestId(), row, Deadline.NEVER, Optional.empty())
                .chain(() -> publisher.append(row.getLogPartition(), row.getRequestId(),
                        TokenizedPrompt.Refused.of(about, cause, Provenance.getDefaultInstance()).finish(),
                        Deadline.NEVER, Tenant.DEFAULT, trace));
    }

    private static String key(ConsumerRecord<String, byte[]> record) {
        return record.key() == null ? "" : record.key();
    }
}
