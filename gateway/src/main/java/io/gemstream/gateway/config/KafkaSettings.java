package io.gemstream.gateway.config;

import io.gemstream.proto.Topics;
import io.gemstream.service.kafka.KafkaConnection;
import io.gemstream.service.kafka.TopicReaders;
import io.gemstream.service.kafka.WatchedConsumer;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Settings of the gateway's Kafka clients that follow from {@link GatewayConfig} and from {@code kafka.*}. */
@Singleton
public final class KafkaSettings {

    private static final String RECONNECT_MAX_MS = "1000";
    /** Longer than it takes to find another leader for a broker's partitions. */
    private static final Duration LONGEST_REPLY = Duration.ofSeconds(30);

    private final Map<String, Object> broker;
    private final GatewayConfig config;
    private final TopicReaders topicReaders;

    KafkaSettings(@Identifier("default-kafka-broker") Map<String, Object> broker, GatewayConfig config,
            TopicReaders topicReaders) {
        this.broker = broker;
        this.config = config;
        this.topicReaders = topicReaders;
    }

    /**
     * Producer settings of the outgoing channels, by the name that they give in {@code kafka-configuration}. The
     * delivery timeout is shared out: a fifth to find the partition's leader, the rest to deliver, with room for one
     * repeated request.
     */
    @Produces
    @Singleton
    @Identifier("gateway-producer")
    Map<String, Object> producer() {
        Duration whole = config.deliveryTimeout();
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(whole.dividedBy(5)));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(whole.multipliedBy(4).dividedBy(5)));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(whole.multipliedBy(2).dividedBy(5)));
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MS);
        return settings;
    }

    /** Opens a consumer that is assigned its partitions and commits nothing. */
    public KafkaConsumer<String, byte[]> open(String clientId) {
        return open(clientId, client(clientId));
    }

    /**
     * The same for one that goes from log to log.
     *
     * @param longestFetch how long a broker keeps a fetch that finds nothing new. A consumer asks a broker one thing at a
     *     time, so the next log waits for this
     */
    public KafkaConsumer<String, byte[]> open(String clientId, Duration longestFetch) {
        Map<String, Object> settings = client(clientId);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(longestFetch));
        return open(clientId, settings);
    }

    private KafkaConsumer<String, byte[]> open(String clientId, Map<String, Object> settings) {
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(config.deliveryTimeout()));
        return new WatchedConsumer(settings, topicReaders.of(clientId));
    }

    /**
     * Settings of the producer of answers. Nobody waits for it, so that a topic whose leader changes is a delay and no
     * failure.
     */
    public Map<String, Object> replies() {
        Map<String, Object> settings = client("gateway-replies");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(config.deliveryTimeout()));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(LONGEST_REPLY));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(LONGEST_REPLY.dividedBy(3)));
        return settings;
    }

    /** Settings of an admin client. */
    public Map<String, Object> admin(String clientId) {
        Map<String, Object> settings = client(clientId);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(config.deliveryTimeout()));
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(config.deliveryTimeout().dividedBy(2)));
        return settings;
    }

    /** How the cluster is reached to see to its topics. */
    public KafkaConnection connection() {
        return KafkaConnection.of(admin("gateway-admin"));
    }

    private Map<String, Object> client(String clientId) {
        Map<String, Object> settings = new HashMap<>(broker);
        settings.putIfAbsent(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        settings.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MS);
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        return settings;
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
