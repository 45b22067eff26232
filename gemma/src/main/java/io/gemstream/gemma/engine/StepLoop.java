package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.Sampler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Runs steps: asks the scheduler what to compute, has the backend compute it, and reports what came out. Whatever fails
 * ends the sequences it touches and no others. One thread.
 */
final class StepLoop {

    private static final float[] NO_LOGITS = {};

    private final Backend backend;
    private final Scheduler scheduler;
    private final Sampler sampler;
    private final LongSupplier nanos;
    private final Consumer<String> onFinish;
    private final float[][] rows; // [slots][vocabulary]
    private final Map<String, Generation> generations = new HashMap<>();

    /**
     * @param rows storage for the logits of as many sequences as run together
     * @param onFinish told the id of each sequence before its listener hears that it ended
     */
    StepLoop(
            Backend backend,
            Scheduler scheduler,
            Sampler sampler,
            LongSupplier nanos,
            Consumer<String> onFinish,
            float[][] rows) {
        this.backend = backend;
        this.scheduler = scheduler;
        this.sampler = sampler;
        this.nanos = nanos;
        this.onFinish = onFinish;
        this.rows = rows;
    }

    boolean isIdle() {
        return generations.isEmpty();
    }

    void add(Generation generation) {
        generations.put(generation.sequence().request().id(), generation);
        generation.replay().ifPresentOrElse(
                reason -> finish(generation, reason, Optional.empty()), () -> scheduler.add(generation.sequence()));
    }

    void cancel(String id) {
        Optional.ofNullable(generations.get(id))
                .ifPresent(generation -> finish(generation, FinishReason.CANCELLED, Optional.empty()));
    }

    /** Ends every sequence for one cause. */
    void failAll(Throwable cause) {
        List.copyOf(generations.values()).forEach(generation -> fail(generation, cause));
    }

    /** One step, if there is anything to compute. Expired sequences end first, so that none of their tokens is. */
    void step() {
        long now = nanos.getAsLong();
        for (Sequence sequence : scheduler.expired(now)) {
            finish(generationOf(sequence), FinishReason.DEADLINE, Optional.empty());
        }
        ScheduledStep step = scheduler.plan(now);
        if (step.isEmpty()) {
            return;
        }
        float[][] logits = rowsFor(step.plan());
        try {
            backend.run(step.plan(), logits);
        } catch (RuntimeException | Error failure) {
            step.sequences().forEach(sequence -> fail(generationOf(sequence), failure));
            return;
        }
        scheduler.computed(step);
        for (int i = 0; i < logits.length; i++) {
            if (step.plan().slices().get(i).wantsLogits()) {
                sample(generationOf(step.sequences().get(i)), logits[i]);
            }
        }
    }

    private void sample(Generation generation, float[] logits) {
        try {
            EngineEvent.TokenSampled token = generation.sample(sampler, logits, nanos.getAsLong());
            generation.listener().onEvent(token);
            generation
                    .endAfter(token.index(), token.id())
                    .ifPresent(reason -> finish(generation, reason, Optional.empty()));
        } catch (RuntimeException | Error failure) {
            fail(generation, failure);
        }
    }

    private void fail(Generation generation, Throwable cause) {
        finish(generation, FinishReason.ERROR, Optional.of(cause));
    }

    private void finish(Generation generation, FinishReason reason, Optional<Throwable> cause) {
        Sequence sequence = generation.sequence();
        scheduler.remove(sequence);
        generations.remove(sequence.request().id());
        onFinish.accept(sequence.request().id());
        try {
            generation
                    .listener()
                    .onEvent(new EngineEvent.Finished(
                            reason, generation.flush(), sequence.usage(nanos.getAsLong()), cause));
        } catch (RuntimeException | Error failure) {
            // The sequence is over and nobody else waits for this listener; the engine has no log to write to.
            cause.ifPresent(earlier -> earlier.addSuppressed(failure));
        }
    }

    private Generation generationOf(Sequence sequence) {
        return generations.get(sequence.request().id());
    }

    private float[][] rowsFor(StepPlan plan) {
        float[][] logits = new float[plan.slices().size()][];
        int used = 0;
        for (int i = 0; i < logits.length; i++) {
            logits[i] = plan.slices().get(i).wantsLogits() ? rows[used++] : NO_LOGITS;
        }
        return logits;
    }
}
