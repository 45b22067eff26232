package io.gemstream.service;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A consumer whose polls are known to have failed or not, see {@link Reading#watch}. */
public final class WatchedConsumer extends KafkaConsumer<String, byte[]> {

    private final Reading reading;

    public WatchedConsumer(Map<String, Object> settings, Reading reading) {
        super(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.reading = reading;
    }

    @Override
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
        return reading.watch(() -> super.poll(timeout));
    }
}
