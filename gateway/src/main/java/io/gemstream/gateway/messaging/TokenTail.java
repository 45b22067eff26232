package io.gemstream.gateway.messaging;

import io.gemstream.gateway.stream.StreamRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Receives the live tail of gemstream.tokens: hands each record of an owned partition to the stream it belongs to. */
@Singleton
public final class TokenTail {

    private final StreamRegistry streams;

    TokenTail(StreamRegistry streams) {
        this.streams = streams;
    }

    /** Takes one poll's records, on the channel's event loop. */
    @Incoming("gateway-tokens")
    public void accept(ConsumerRecords<String, byte[]> batch) {
        for (TopicPartition partition : batch.partitions()) {
            List<ConsumerRecord<String, byte[]>> records = batch.records(partition);
            for (ConsumerRecord<String, byte[]> record : records) {
                if (record.key() != null && record.value() != null) {
                    streams.deliver(record.key(), record.partition(), record.offset(), record.value());
                }
            }
            streams.delivered(partition.partition(), records.getLast().offset() + 1);
        }
    }
}
