package io.gemstream.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Limits of one gateway process. Durations as in {@code 5s} or {@code 500ms}. */
@ConfigMapping(prefix = "gemstream.gateway")
public interface GatewayConfig {

    /** Most requests open at once; more are refused with TOO_MANY_STREAMS. At least 1. */
    @Min(1)
    @WithDefault("10000")
    int maxOpenStreams();

    /** Most generations held: those that run or have just ended; beyond that the oldest ended ones are forgotten. At least 1. */
    @Min(1)
    @WithDefault("50000")
    int maxOperations();

    /** Longest estimated wait for a slot at which requests are still taken. Not negative. */
    @DurationMin
    @WithDefault("5m")
    Duration maxBacklog();

    /** Time in which the broker must acknowledge a request, or the call fails with BROKER_UNAVAILABLE. 500ms to 10m. */
    @DurationMin(millis = 500)
    @DurationMax(minutes = 10)
    @WithDefault("5s")
    Duration deliveryTimeout();

    /** Time in which a tokenizer must answer a count, or the call fails with TOKENIZER_UNAVAILABLE. At least 1ms. */
    @DurationMin(millis = 1)
    @WithDefault("10s")
    Duration countTimeout();

    /**
     * How long the topic that a prompt names for its answer may be missing before the answer is given up. Not negative.
     */
    @DurationMin
    @WithDefault("1m")
    Duration replyTopicGrace();

    /**
     * How long an answer that cannot be written for a reason that may pass is tried again before it is given up; at most
     * half of gemstream.topics.retention counts. Not negative.
     */
    @DurationMin
    @WithDefault("1h")
    Duration replyPatience();

    /** Delay that refused clients are told to wait before they try again. Not negative. */
    @DurationMin
    @WithDefault("1s")
    Duration retryDelay();

    /** Time that open streams get to end at shutdown before they are closed with SHUTTING_DOWN. Not negative. */
    @DurationMin
    @WithDefault("10s")
    Duration drainTimeout();
}
