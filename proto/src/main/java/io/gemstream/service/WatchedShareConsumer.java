package io.gemstream.service;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** {@link WatchedConsumer} for members of share groups. */
public final class WatchedShareConsumer extends KafkaShareConsumer<String, byte[]> {

    private final Reading reading;

    public WatchedShareConsumer(Map<String, Object> settings, Reading reading) {
        super(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.reading = reading;
    }

    @Override
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
        return reading.watch(() -> super.poll(timeout));
    }
}
