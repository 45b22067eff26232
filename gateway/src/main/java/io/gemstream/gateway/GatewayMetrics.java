package io.gemstream.gateway;

import io.gemstream.gateway.stream.StreamRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;

/** Counts the gateway's requests, tokens and open streams, all under {@code gemstream_gateway_}. */
@Singleton
public final class GatewayMetrics {

    /** Buckets of gen_ai.server.time_to_first_token in OpenTelemetry's semantic conventions, in milliseconds. */
    private static final Duration[] FIRST_TOKEN_BUCKETS = milliseconds(
            1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000);

    private final MeterRegistry meters;
    private final Timer firstToken;
    private final Counter tokens;

    GatewayMetrics(MeterRegistry meters, StreamRegistry streams) {
        this.meters = meters;
        this.firstToken = Timer.builder("gemstream.gateway.time.to.first.token")
                .description("From a request's arrival to the first token that leaves for the client")
                .serviceLevelObjectives(FIRST_TOKEN_BUCKETS)
                .register(meters);
        this.tokens = Counter.builder("gemstream.gateway.tokens")
                .description("Tokens sent to clients")
                .register(meters);
        Gauge.builder("gemstream.gateway.open.streams", streams, StreamRegistry::size)
                .description("Requests that wait for records")
                .register(meters);
        Gauge.builder("gemstream.gateway.owned.partitions", streams, registry -> registry.owned().size())
                .description("Partitions of gemstream.tokens that this gateway tails")
                .register(meters);
    }

    /**
     * Counts a request that ended.
     *
     * @param outcome a finish reason, an error reason, or OK; in small letters on the metric, as everywhere
     */
    public void ended(String method, String outcome) {
        meters.counter("gemstream.gateway.requests", "method", method, "outcome", outcome.toLowerCase(Locale.ROOT)).increment();
    }

    public void firstToken(Duration afterArrival) {
        firstToken.record(afterArrival);
    }

    public void tokens(int count) {
        tokens.increment(count);
    }

    private static Duration[] milliseconds(long... values) {
        Duration[] durations = new Duration[values.length];
        for (int i = 0; i < values.length; i++) {
            durations[i] = Duration.ofMillis(values[i]);
        }
        return durations;
    }
}
