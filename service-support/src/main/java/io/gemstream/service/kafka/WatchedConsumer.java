package io.gemstream.service.kafka;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A consumer whose polls are known to have failed or not, see {@link TopicReader#watch}. */
public final class WatchedConsumer extends KafkaConsumer<String, byte[]> {

    private final TopicReader topicReader;

    public WatchedConsumer(Map<String, Object> settings, TopicReader topicReader) {
        super(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.topicReader = topicReader;
    }

    @Override
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
        return topicReader.watch(() -> super.poll(timeout));
    }
}
