package io.gemstream.standalone.client;

import io.smallrye.config.SmallRyeConfig;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says what has the clients of this process reach the broker in it, whatever else is configured: that broker speaks
 * plaintext on the loopback interface. Whoever has {@code KAFKA_SECURITY_PROTOCOL} in the environment has it for other
 * clusters and other tools.
 *
 * @param properties system properties, which count before all other sources; empty where nothing is in the way
 * @param instead the protocol that is configured, empty where none is or the same
 */
public record PlainSecurity(Map<String, String> properties, Optional<String> instead) {

    private static final String KEY = "kafka.security.protocol";
    private static final String PLAINTEXT = "PLAINTEXT";

    /** What has to be set beside the sources of this process. */
    public static PlainSecurity needed() {
        return needed(KafkaClientSettings.config());
    }

    static PlainSecurity needed(SmallRyeConfig config) {
        Map<String, String> properties = new TreeMap<>();
        Optional<String> instead = Optional.empty();
        for (String name : config.getPropertyNames()) {
            Optional<String> value = config.getOptionalValue(name, String.class);
            if (KafkaClientSettings.dotted(name).equals(KEY) && value.isPresent()
                    && !value.get().equalsIgnoreCase(PLAINTEXT)) {
                // Quarkus reads each name, and of several the last in no order (KafkaRuntimeConfigProducer, 3.34).
                properties.put(name, PLAINTEXT);
                properties.put(KEY, PLAINTEXT);
                instead = value;
            }
        }
        return new PlainSecurity(properties, instead);
    }
}
