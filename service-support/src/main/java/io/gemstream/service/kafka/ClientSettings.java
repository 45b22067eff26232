package io.gemstream.service.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * The settings from which those of each Kafka client of a process are made. Pure.
 *
 * @param configured {@code kafka.*}, without that prefix
 * @param fallback where nothing is configured
 */
record ClientSettings(Map<String, Object> configured, Map<String, Object> fallback) {

    private static final Object USUAL_LINGER_MS =
            ProducerConfig.configDef().defaultValues().get(ProducerConfig.LINGER_MS_CONFIG);

    ClientSettings {
        configured = Map.copyOf(configured);
        fallback = Map.copyOf(fallback);
    }

    /** The same, where neither these nor those before say anything. */
    ClientSettings orElse(Map<String, ?> further) {
        Map<String, Object> both = new HashMap<>(further);
        both.putAll(fallback);
        return new ClientSettings(configured, both);
    }

    /** @param demanded what holds whatever is configured */
    Map<String, Object> of(ClientKind kind, Map<String, ?> demanded) {
        Map<String, Object> settings = new HashMap<>(fallback);
        settings.putAll(configured);
        settings.keySet().removeIf(name -> !kind.takes(name));
        settings.putAll(demanded);
        switch (kind) {
            case PRODUCER -> fit(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    number(settings.getOrDefault(ProducerConfig.LINGER_MS_CONFIG, USUAL_LINGER_MS)).orElse(0L));
            case ADMIN -> fit(settings, AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 0);
            case CONSUMER, SHARE_MEMBER -> { }
        }
        return settings;
    }

    /**
     * A client is not made whose whole is shorter than one request and what comes before it. Where one of the two is
     * configured, the other gives way.
     */
    private void fit(Map<String, Object> settings, String whole, long beforeMs) {
        String part = CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG;
        Optional<Long> wholeMs = number(settings.get(whole));
        Optional<Long> partMs = number(settings.get(part));
        if (wholeMs.isEmpty() || partMs.isEmpty() || wholeMs.get() >= partMs.get() + beforeMs) {
            return;
        }
        if (!configured.containsKey(whole)) {
            settings.put(whole, Long.toString(partMs.get() + beforeMs));
        } else if (!configured.containsKey(part)) {
            settings.put(part, Long.toString(wholeMs.get() - beforeMs));
        }
    }

    private static Optional<Long> number(@Nullable Object value) {
        try {
            return Optional.ofNullable(value).map(given -> Long.valueOf(given.toString().strip()));
        } catch (NumberFormatException none) {
            return Optional.empty(); // Kafka says so
        }
    }
}
