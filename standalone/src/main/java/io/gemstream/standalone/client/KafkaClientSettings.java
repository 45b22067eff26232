package io.gemstream.standalone.client;

import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.TopicReaders;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the {@code kafka.*} settings of this process, from system properties, the environment
 * ({@code KAFKA_SECURITY_PROTOCOL}) and the other sources of the services, so that a command reaches every cluster that
 * they reach.
 */
public final class KafkaClientSettings {

    private static final String PREFIX = "kafka.";

    private KafkaClientSettings() {}

    /**
     * Makes the Kafka clients of a command.
     *
     * @param bootstrapServers where the cluster is, whatever is configured
     */
    public static KafkaClients clients(String bootstrapServers) {
        Map<String, Object> settings = configured(config());
        settings.put("bootstrap.servers", bootstrapServers);
        return new KafkaClients(settings, new TopicReaders());
    }

    /** What this process is configured with, of all sources. */
    static SmallRyeConfig config() {
        return new SmallRyeConfigBuilder().addDefaultSources().addDefaultInterceptors().build();
    }

    /** The {@code kafka.*} settings, without that prefix. */
    static Map<String, Object> configured(SmallRyeConfig config) {
        Map<String, Object> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            String dotted = dotted(name);
            if (dotted.startsWith(PREFIX)) {
                // Of one that two sources have, the first counts, and the names come in no order.
                config.getOptionalValue(dotted, String.class).or(() -> config.getOptionalValue(name, String.class))
                        .ifPresent(value -> settings.put(dotted.substring(PREFIX.length()), value));
            }
        }
        return settings;
    }

    /** A key as Quarkus reads it, which takes the environment's names for keys as well. */
    static String dotted(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
