package io.gemstream.gateway.config;

import io.gemstream.service.config.ConfigValues;
import java.time.Duration;

/** Ranges of {@link GatewayConfig}, checked once at start. */
public final class GatewayConfigRules {

    private static final Duration SHORTEST_DELIVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_DELIVERY = Duration.ofMinutes(10);

    private GatewayConfigRules() {}

    /** Refuses the first value out of range with INVALID_CONFIGURATION, which names key, value and range. */
    public static void check(GatewayConfig config) {
        require(config.maxOpenStreams() >= 1, "max-open-streams", config.maxOpenStreams(), ">= 1");
        require(config.maxOperations() >= 1, "max-operations", config.maxOperations(), ">= 1");
        require(!config.maxBacklog().isNegative(), "max-backlog", config.maxBacklog(), ">= 0s");
        Duration delivery = config.deliveryTimeout();
        require(delivery.compareTo(SHORTEST_DELIVERY) >= 0 && delivery.compareTo(LONGEST_DELIVERY) <= 0,
                "delivery-timeout", delivery, "500ms to 10m");
        require(config.countTimeout().toMillis() >= 1, "count-timeout", config.countTimeout(), ">= 1ms");
        require(!config.replyTopicGrace().isNegative(), "reply-topic-grace", config.replyTopicGrace(), ">= 0s");
        require(!config.replyPatience().isNegative(), "reply-patience", config.replyPatience(), ">= 0s");
        require(!config.retryDelay().isNegative(), "retry-delay", config.retryDelay(), ">= 0s");
        require(!config.drainTimeout().isNegative(), "drain-timeout", config.drainTimeout(), ">= 0s");
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        ConfigValues.require(holds, "gemstream.gateway." + name, value, expected);
    }
}
