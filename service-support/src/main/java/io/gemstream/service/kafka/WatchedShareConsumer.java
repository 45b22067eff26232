package io.gemstream.service.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A share consumer that reports whether its polls fail, as {@link WatchedConsumer} does (ADR 22). */
final class WatchedShareConsumer extends KafkaShareConsumer<String, byte[]> {

    private final TopicReader topicReader;

    WatchedShareConsumer(Map<String, Object> settings, TopicReader topicReader) {
        super(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.topicReader = topicReader;
    }

    @Override
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
        return topicReader.watch(() -> super.poll(timeout));
    }
}
