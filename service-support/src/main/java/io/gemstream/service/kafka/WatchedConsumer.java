package io.gemstream.service.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** A consumer that reports whether its polls fail (ADR 22), see {@link TopicReader#watch}. */
final class WatchedConsumer<K> extends KafkaConsumer<K, byte[]> {

    private final TopicReader topicReader;

    WatchedConsumer(Map<String, Object> settings, Deserializer<K> keys, TopicReader topicReader) {
        super(settings, keys, new ByteArrayDeserializer());
        this.topicReader = topicReader;
    }

    @Override
    public ConsumerRecords<K, byte[]> poll(Duration timeout) {
        return topicReader.watch(() -> super.poll(timeout));
    }
}
