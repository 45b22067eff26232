package io.gemstream.gateway.config;

import io.gemstream.proto.Topics;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.KafkaConnection;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Makes the gateway's Kafka clients, with the times that follow from {@link GatewayConfig}. What {@code kafka.*} says
 * of times comes first, but not in the outgoing channels.
 */
@Singleton
public final class KafkaSettings {

    private static final String RECONNECT_MAX_MS = "1000";
    /** Longer than it takes to find another leader for a broker's partitions. */
    private static final Duration LONGEST_REPLY = Duration.ofSeconds(30);

    private final KafkaClients clients;
    private final GatewayConfig config;

    KafkaSettings(KafkaClients clients, GatewayConfig config) {
        this.clients = clients.withFallback(Map.of(
                CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MS,
                CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(config.deliveryTimeout())));
        this.config = config;
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

    /** The gateway's clients, for those who open consumers by themselves. */
    public KafkaClients clients() {
        return clients;
    }

    /** Opens a consumer that is assigned its partitions and commits nothing. */
    public Consumer<String, byte[]> open(String clientId) {
        return clients.consumer(clientId);
    }

    /**
     * The same for one that goes from log to log.
     *
     * @param longestFetch how long a broker keeps a fetch that finds nothing new. A consumer asks a broker one thing at a
     *     time, so the next log waits for this
     */
    public Consumer<String, byte[]> open(String clientId, Duration longestFetch) {
        return clients.consumer(clientId, Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(longestFetch)));
    }

    /**
     * Opens a producer of answers. Nobody waits for it, so that a topic whose leader changes is a delay and no failure.
     */
    public Producer<String, byte[]> replies() {
        return clients
                .withFallback(Map.of(
                        ProducerConfig.LINGER_MS_CONFIG, 0,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(config.deliveryTimeout()),
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(LONGEST_REPLY),
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(LONGEST_REPLY.dividedBy(3))))
                .producer("gateway-replies", Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES));
    }

    /** Opens an admin client. */
    public Admin admin(String clientId) {
        return ofAdmins().admin(clientId);
    }

    /** The connection by which the gateway watches the topics of its cluster. */
    public KafkaConnection connection() {
        return new KafkaConnection(ofAdmins(), "gateway-admin");
    }

    private KafkaClients ofAdmins() {
        return clients.withFallback(Map.of(
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, millis(config.deliveryTimeout().dividedBy(2))));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
