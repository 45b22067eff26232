package io.gemstream.worker.attempt;

import io.gemstream.gemma.engine.EngineLoad;
import io.gemstream.gemma.engine.SpeculationTotals;
import io.gemstream.proto.v1.Timing;
import io.gemstream.proto.v1.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Keeps the metrics of a worker: {@code gemstream_worker_*}, labelled with the model. Thread-safe. */
public final class WorkerMetrics {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100),
        Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;
    private final String model;
    private final Counter generated;
    private final Counter prompt;
    private final Counter redeliveries;

    public WorkerMetrics(MeterRegistry registry, String model) {
        this.registry = registry;
        this.model = model;
        this.generated = counter("gemstream.worker.tokens.generated", "Tokens generated");
        this.prompt = counter("gemstream.worker.tokens.prompt", "Tokens of prompts whose generation ended here");
        this.redeliveries = counter("gemstream.worker.redeliveries", "Tasks delivered for the second time or later");
    }

    /** Follows an engine. */
    public void watch(Supplier<EngineLoad> load) {
        gauge("gemstream.worker.sequences.running", "Sequences in prefill or decode", () -> load.get().running());
        gauge("gemstream.worker.kv.blocks.used", "KV blocks of running sequences", () -> load.get().kv().used());
        gauge("gemstream.worker.kv.blocks.idle", "KV blocks kept for sequences to come", () -> load.get().kv().idle());
        gauge("gemstream.worker.kv.blocks", "KV blocks in all", () -> load.get().kv().blocks());
        total("gemstream.worker.preemptions", "Sequences that lost their KV blocks to an older one", load,
                EngineLoad::preemptions);
        total("gemstream.worker.prefix.cache.queries", "Tokens looked for in the prefix cache", load,
                EngineLoad::prefixQueries);
        total("gemstream.worker.prefix.cache.hits", "Tokens found in the prefix cache", load,
                EngineLoad::prefixHits);
    }

    /** Follows the draft tokens of an engine; all zero where speculation is off. */
    public void watchDrafts(Supplier<SpeculationTotals> totals) {
        total("gemstream.worker.speculation.drafted", "Draft tokens checked", totals, SpeculationTotals::proposed);
        total("gemstream.worker.speculation.accepted", "Draft tokens that came out, which took no step of their own",
                totals, SpeculationTotals::accepted);
        gauge("gemstream.worker.speculation.failed", "1 where speculation has failed and is off until the next start",
                () -> totals.get().failure().isPresent() ? 1 : 0);
    }

    void token() {
        generated.increment();
    }

    void redelivered() {
        redeliveries.increment();
    }

    /** @param outcome the finish reason, the error's reason, or what else became of the task */
    void ended(String outcome) {
        Counter.builder("gemstream.worker.tasks")
                .description("Tasks by what became of them")
                .tag("model", model)
                .tag("outcome", outcome.toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    void measured(Usage usage, Timing timing) {
        prompt.increment(usage.getPromptTokens());
        time("gemstream.worker.queue.time", "From a task's arrival to its first prefill step", timing.getQueueUs());
        time("gemstream.worker.prefill.time", "From the first prefill step to the first token", timing.getPrefillUs());
        time("gemstream.worker.decode.time", "From the first token to the last", timing.getDecodeUs());
    }

    private void time(String name, String description, long us) {
        Timer.builder(name)
                .description(description)
                .tag("model", model)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(us, TimeUnit.MICROSECONDS);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tag("model", model).register(registry);
    }

    /** A counter does not keep its source from the garbage collector; a gauge beside it does. */
    private <T> void total(String name, String description, Supplier<T> source, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, source, supplier -> value.applyAsDouble(supplier.get()))
                .description(description)
                .tag("model", model)
                .register(registry);
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag("model", model).strongReference(true).register(registry);
    }
}
