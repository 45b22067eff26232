package io.gemstream.service.kafka;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes all Kafka clients of a process, so that what {@code kafka.*} says of security, rack, times and plug-ins reaches
 * each of them. A client is told what it or a plug-in may know. Settings that it needs to be correct hold whatever is
 * configured; other settings of ours give way to the configured ones.
 *
 * <p>The messaging channels open clients of their own, which get the same map from Quarkus, below what the channel
 * itself and its {@code kafka-configuration} say (ConfigHelper, SmallRye Reactive Messaging 4.34).
 */
@Singleton
public final class KafkaClients {

    private final ClientSettings settings;
    private final TopicReaders topicReaders;

    /** @param kafka the {@code kafka.*} settings, without that prefix */
    @Inject
    public KafkaClients(@Identifier("default-kafka-broker") Map<String, Object> kafka, TopicReaders topicReaders) {
        this(new ClientSettings(kafka, Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092")),
                topicReaders);
    }

    private KafkaClients(ClientSettings settings, TopicReaders topicReaders) {
        this.settings = settings;
        this.topicReaders = topicReaders;
    }

    /** Makes clients that are told this as well, where nothing is configured and no fallback was given before. */
    public KafkaClients withFallback(Map<String, ?> further) {
        return new KafkaClients(settings.orElse(further), topicReaders);
    }

    /** The addresses of the cluster, for messages. */
    public String bootstrapServers() {
        return String.valueOf(ofAdmin("").get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    /** Opens an admin client. */
    public Admin admin(String clientId) {
        return Admin.create(ofAdmin(clientId));
    }

    /** Opens a producer of our records, which writes each once and in order, or says that it did not. */
    public Producer<String, byte[]> producer(String clientId, Map<String, ?> demanded) {
        return producer(clientId, new StringSerializer(), demanded);
    }

    /** The same with other keys. */
    public <K> Producer<K, byte[]> producer(String clientId, Serializer<K> keys, Map<String, ?> demanded) {
        Map<String, Object> own = new HashMap<>(demanded);
        own.put(ProducerConfig.ACKS_CONFIG, "all");
        own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaProducer<>(settings(ClientKind.PRODUCER, clientId, own), keys, new ByteArraySerializer());
    }

    /** Opens a consumer that is to be assigned its partitions, begins at their beginnings and commits nothing. */
    public Consumer<String, byte[]> consumer(String clientId) {
        return consumer(clientId, Map.of());
    }

    /** The same for one that needs more. */
    public Consumer<String, byte[]> consumer(String clientId, Map<String, ?> demanded) {
        return consumer(clientId, clientId, new StringDeserializer(), demanded);
    }

    /**
     * The same with other keys.
     *
     * @param what the name of the reader, where its polls fail
     */
    public <K> Consumer<K, byte[]> consumer(
            String clientId, String what, Deserializer<K> keys, Map<String, ?> demanded) {
        Map<String, Object> own = new HashMap<>(demanded);
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new WatchedConsumer<>(settings(ClientKind.CONSUMER, clientId, own), keys, topicReaders.of(what));
    }

    /** The settings of a member of a share group, which is not a client of Kafka's own. */
    public Map<String, Object> ofShareMember(String clientId, String groupId) {
        return settings(ClientKind.SHARE_MEMBER, clientId, Map.of(
                ConsumerConfig.GROUP_ID_CONFIG, groupId,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class));
    }

    /** The reader of that name, for who reads without a consumer. */
    public TopicReader reader(String what) {
        return topicReaders.of(what);
    }

    /** The settings of an admin client. */
    Map<String, Object> ofAdmin(String clientId) {
        return settings(ClientKind.ADMIN, clientId, Map.of());
    }

    private Map<String, Object> settings(ClientKind kind, String clientId, Map<String, ?> demanded) {
        Map<String, Object> own = new HashMap<>(demanded);
        own.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return settings.of(kind, own);
    }
}
