package io.gemstream.gateway.generation;

import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.Timing;
import io.gemstream.proto.v1.Usage;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * Counts generations under the names of vLLM, which dashboards and routers of inference know (its docs/design/metrics.md).
 * Each generation counts once, at the gateway that records it, whichever API began it.
 */
@Singleton
public final class GenerationMetrics {

    private static final String PREFIX = "vllm:";
    private static final Duration[] FIRST_TOKEN = milliseconds(
            1, 5, 10, 20, 40, 60, 80, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000, 20_000, 40_000, 80_000);
    private static final Duration[] BETWEEN_TOKENS = milliseconds(
            10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000);
    private static final Duration[] WHOLE = milliseconds(
            300, 500, 800, 1_000, 1_500, 2_000, 2_500, 5_000, 10_000, 15_000, 20_000, 30_000, 40_000, 50_000, 60_000, 120_000);
    private static final double[] LENGTHS =
            {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000};

    private final MeterRegistry meters;
    /** By model: found again for every token. */
    private final Map<String, Timer> betweenTokens = new ConcurrentHashMap<>();

    GenerationMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    /** The labels of a model's metrics. There is one engine to those who ask. */
    public static Tags tags(String model) {
        return Tags.of("model_name", model, "engine", "0");
    }

    /** @param afterMs since the request was accepted */
    void firstToken(String model, long afterMs) {
        record(model, "time.to.first.token", FIRST_TOKEN, Duration.ofMillis(Math.max(0, afterMs)));
    }

    /** @param betweenNs since the token before it */
    void laterToken(String model, long betweenNs) {
        betweenTokens.computeIfAbsent(model, name -> timer(name, "inter.token.latency", BETWEEN_TOKENS))
                .record(Duration.ofNanos(betweenNs));
    }

    /** @param afterMs since the request was accepted */
    void ended(OperationRecord row, FinishBody finish, long afterMs) {
        String model = row.getModel();
        Usage usage = finish.getUsage();
        count(model, "request.success", 1, Tag.of("finished_reason", reason(finish.getReason())));
        count(model, "prompt.tokens", usage.getPromptTokens());
        count(model, "generation.tokens", usage.getCompletionTokens());
        count(model, "prefix.cache.queries", usage.getPromptTokens());
        count(model, "prefix.cache.hits", Math.min(usage.getPromptTokens(), usage.getCachedTokens()));
        length(model, "request.prompt.tokens", usage.getPromptTokens());
        length(model, "request.generation.tokens", usage.getCompletionTokens());
        length(model, "request.max.num.generation.tokens", row.getSampling().getMaxTokens());
        record(model, "e2e.request.latency", WHOLE, Duration.ofMillis(Math.max(0, afterMs)));
        Timing timing = finish.getTiming();
        seconds(model, "request.queue.time", timing.getQueueUs());
        seconds(model, "request.prefill.time", timing.getPrefillUs());
        seconds(model, "request.decode.time", timing.getDecodeUs());
        seconds(model, "request.inference.time", timing.getPrefillUs() + timing.getDecodeUs());
    }

    private static String reason(FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case CANCELLED -> "abort";
            case ERROR, FINISH_REASON_UNSPECIFIED, UNRECOGNIZED -> "error";
        };
    }

    private void seconds(String model, String name, long micros) {
        record(model, name, WHOLE, Duration.of(micros, ChronoUnit.MICROS));
    }

    private void record(String model, String name, Duration[] buckets, Duration time) {
        timer(model, name, buckets).record(time);
    }

    private Timer timer(String model, String name, Duration[] buckets) {
        return Timer.builder(PREFIX + name).serviceLevelObjectives(buckets).tags(tags(model)).register(meters);
    }

    private void length(String model, String name, int tokens) {
        DistributionSummary.builder(PREFIX + name).serviceLevelObjectives(LENGTHS).tags(tags(model)).register(meters)
                .record(tokens);
    }

    private void count(String model, String name, int amount, Tag... more) {
        meters.counter(PREFIX + name, tags(model).and(List.of(more))).increment(amount);
    }

    private static Duration[] milliseconds(long... values) {
        return LongStream.of(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
