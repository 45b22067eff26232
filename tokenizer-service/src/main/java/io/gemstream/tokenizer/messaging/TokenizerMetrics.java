package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.Lane;
import io.gemstream.tokenizer.TokenizedPrompt;
import io.gemstream.tokenizer.dispatch.Dispatcher;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/** Keeps the metrics of the tokenizer service: {@code gemstream_tokenizer_*}. */
@ApplicationScoped
public class TokenizerMetrics {

    private final MeterRegistry registry;

    TokenizerMetrics(MeterRegistry registry, Dispatcher dispatcher) {
        this.registry = registry;
        for (Lane lane : Lane.values()) {
            gauge("gemstream.tokenizer.held.tasks", "Tasks that wait for their turn", lane,
                    () -> dispatcher.waiting(lane).tasks());
            gauge("gemstream.tokenizer.held.tokens", "Tokens, of prompt and answer, of the tasks that wait", lane,
                    () -> dispatcher.waiting(lane).tokens());
            gauge("gemstream.tokenizer.held.oldest.seconds", "How long the first of the tasks has waited", lane,
                    () -> dispatcher.waiting(lane).oldest().toMillis() / 1e3);
        }
        Gauge.builder("gemstream.tokenizer.released.tasks", dispatcher, Dispatcher::released)
                .description("Tasks in the workers' topics that have not begun")
                .register(registry);
    }

    private void gauge(String name, String description, Lane lane, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .tag("lane", lane.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void tokenized(String model, TokenizedPrompt result, long elapsedNs) {
        switch (result) {
            case TokenizedPrompt.Task(var task) -> {
                count("task");
                tokens(model, task.getPromptIdsCount());
            }
            case TokenizedPrompt.Counted(var count) -> {
                count("count");
                tokens(model, count.getCount().getTotalTokens());
            }
            case TokenizedPrompt.Refused(var finish) ->
                    count(ErrorStatus.reason(finish.getFinish().getError()).map(ErrorReason::name).orElse("unknown"));
        }
        Timer.builder("gemstream.tokenizer.prompt.time")
                .description("From a prompt record to its task or answer, the broker's part left out")
                .serviceLevelObjectives(Duration.ofNanos(100_000), Duration.ofMillis(1), Duration.ofMillis(10),
                        Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry)
                .record(Duration.ofNanos(elapsedNs));
    }

    /** @param affinity whether the task went to the worker that has the beginning of its prompt, or is to have it */
    void placed(boolean affinity) {
        Counter.builder("gemstream.tokenizer.placements")
                .description("Tasks by where they went: to one worker's topic, or to that of all")
                .tag("topic", affinity ? "affinity" : "shared")
                .register(registry)
                .increment();
    }

    /** @param reason why a record is not a request */
    void rejected(ErrorReason reason) {
        count(reason.name());
    }

    /** Counts a prompt that was asked for before, and is answered with that. */
    void repeated() {
        count("repeated");
    }

    private void count(String outcome) {
        Counter.builder("gemstream.tokenizer.prompts")
                .description("Prompts by what became of them")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    private void tokens(String model, int tokens) {
        Counter.builder("gemstream.tokenizer.tokens")
                .description("Tokens of prompts")
                .tag("model", model)
                .register(registry)
                .increment(tokens);
    }
}
