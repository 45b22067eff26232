package io.gemstream.standalone.client;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The {@code kafka.*} settings of this process, from system properties, the environment ({@code KAFKA_SECURITY_PROTOCOL})
 * and the other sources of the services, so that a command reaches every cluster that they reach.
 */
public final class KafkaClientSettings {

    private static final String PREFIX = "kafka.";

    private KafkaClientSettings() {}

    /**
     * Settings by Kafka's names.
     *
     * @param bootstrapServers where the cluster is
     * @param known names that the client knows; the others are left out
     */
    public static Map<String, Object> of(String bootstrapServers, Set<String> known) {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDefaultSources().addDefaultInterceptors().build();
        Map<String, Object> settings = new HashMap<>();
        for (String name : config.getPropertyNames()) {
            String dotted = name.toLowerCase(Locale.ROOT).replace('_', '.');
            if (dotted.startsWith(PREFIX) && known.contains(dotted.substring(PREFIX.length()))) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> settings.put(dotted.substring(PREFIX.length()), value));
            }
        }
        settings.put("bootstrap.servers", bootstrapServers);
        return settings;
    }
}
