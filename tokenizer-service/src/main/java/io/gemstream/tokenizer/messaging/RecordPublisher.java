package io.gemstream.tokenizer.messaging;

import com.google.protobuf.Message;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.KafkaHeaders;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.TracingMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Writes records of every topic through one idempotent producer, so records of one key keep their order without
 * waiting for each other. Never blocks. Thread-safe.
 */
@ApplicationScoped
public class RecordPublisher {

    private final MutinyEmitter<ProducerRecord<String, byte[]>> records;

    RecordPublisher(
            @Channel("tokenizer-records") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<ProducerRecord<String, byte[]>> records) {
        this.records = records;
    }

    /**
     * Sends a record on subscription; the result comes with the broker's acknowledgement.
     *
     * @param trace what the record continues
     */
    public Uni<Void> publish(String topic, String key, Message value, Deadline deadline, Optional<TracingMetadata> trace) {
        return publish(topic, key, value, deadline, Tenant.DEFAULT, trace);
    }

    /** As {@link #publish(String, String, Message, Deadline, Optional)}, with the name of the tenant in a header. */
    public Uni<Void> publish(String topic, String key, Message value, Deadline deadline, Tenant tenant,
            Optional<TracingMetadata> trace) {
        Headers headers = KafkaHeaders.describe(value);
        KafkaHeaders.put(headers, deadline);
        KafkaHeaders.put(headers, tenant);
        return send(new ProducerRecord<>(topic, null, key, value.toByteArray(), headers), trace);
    }

    /** Writes a record of a request's log, otherwise as above. */
    Uni<Void> append(int logPartition, String key, StreamRecord value, Deadline deadline, Tenant tenant,
            Optional<TracingMetadata> trace) {
        Headers headers = KafkaHeaders.describe(value);
        KafkaHeaders.put(headers, deadline);
        KafkaHeaders.put(headers, tenant);
        return send(new ProducerRecord<>(Topics.TOKENS, logPartition, key, value.toByteArray(), headers), trace);
    }

    /** Takes back what a compacted topic says under a key. */
    public Uni<Void> tombstone(String topic, String key) {
        return send(new ProducerRecord<>(topic, key, null), Optional.empty());
    }

    private Uni<Void> send(ProducerRecord<String, byte[]> record, Optional<TracingMetadata> trace) {
        return records.sendMessage(org.eclipse.microprofile.reactive.messaging.Message.of(
                record, trace.map(Metadata::of).orElse(Metadata.empty())));
    }
}
