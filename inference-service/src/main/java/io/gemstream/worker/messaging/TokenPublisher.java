package io.gemstream.worker.messaging;

import com.google.protobuf.Message;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.worker.attempt.LogLocation;
import io.gemstream.worker.attempt.StreamLog;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/**
 * Writes records through one idempotent producer, that of the channel worker-records. The records of generations go to it
 * by a {@link LogWriter}, all others by the channel. The engine's thread calls this, so it must never wait for Kafka: what
 * the producer cannot take yet lies in an unbounded buffer, which slots times max_tokens bound in practice.
 */
@ApplicationScoped
public class TokenPublisher implements StreamLog {

    private static final String CHANNEL = "worker-records";

    private final WorkerStart start;
    private final MutinyEmitter<ProducerRecord<String, byte[]>> records;
    private final LogWriter log;

    TokenPublisher(
            WorkerStart start,
            KafkaClientService clients,
            @Channel(CHANNEL) @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
                    MutinyEmitter<ProducerRecord<String, byte[]>> records) {
        this.start = start;
        this.records = records;
        this.log = LogWriter.start(() -> clients.<String, byte[]>getProducer(CHANNEL).unwrap());
    }

    @PreDestroy
    void close() {
        log.close();
    }

    @Override
    public void require(LogLocation location) {
        start.topics().ifPresent(topics -> topics.require(location));
    }

    @Override
    public CompletionStage<Void> append(LogLocation location, StreamRecord record, Headers trace) {
        return log.write(location, record, trace);
    }

    @Override
    public CompletionStage<Void> setAside(String key, DeadLetterRecord letter) {
        return publish(Topics.DEAD_LETTERS, key, letter);
    }

    @Override
    public CompletionStage<Void> renew(ConsumerRecord<String, byte[]> task) {
        return send(new ProducerRecord<>(task.topic(), null, task.key(), task.value(), new RecordHeaders(task.headers())));
    }

    /** Writes a record to any topic. */
    CompletionStage<Void> publish(String topic, String key, Message value) {
        return send(new ProducerRecord<>(topic, null, key, value.toByteArray(), KafkaHeaders.describe(value)));
    }

    /** Takes back what a compacted topic says under a key. */
    CompletionStage<Void> tombstone(String topic, String key) {
        return send(new ProducerRecord<>(topic, key, null));
    }

    private CompletionStage<Void> send(ProducerRecord<String, byte[]> record) {
        return records.send(record).subscribeAsCompletionStage();
    }
}
