package io.gemstream.it;

import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A Kafka broker that the services reach at {@link #bootstrapServers()}. */
sealed interface Broker extends AutoCloseable permits ProcessBroker, BrokerCluster, ContainerBroker {

    String bootstrapServers();

    /** A consumer of no group, which sees what is committed. */
    default KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    void close();
}
