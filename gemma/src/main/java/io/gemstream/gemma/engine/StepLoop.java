package io.gemstream.gemma.engine;

import io.gemstream.gemma.sampling.Logits;
import io.gemstream.gemma.sampling.Sampler;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Runs steps: asks the scheduler what to compute, has the backend compute it, and reports what came out. Whatever fails
 * ends the sequences it touches and no others. One thread.
 */
final class StepLoop {

    private final StepLogits stepLogits;
    private final Scheduler scheduler;
    private final Speculator speculator;
    private final Sampler sampler;
    private final LongSupplier nanos;
    private final Consumer<String> onFinish;
    private final Map<String, Generation> generations = new HashMap<>();

    /** @param onFinish told the id of each sequence before its listener hears that it ended */
    StepLoop(
            Backend backend,
            Scheduler scheduler,
            Speculator speculator,
            Sampler sampler,
            LongSupplier nanos,
            Consumer<String> onFinish) {
        this.stepLogits = new StepLogits(backend, sampler.vocabularySize());
        this.scheduler = scheduler;
        this.speculator = speculator;
        this.sampler = sampler;
        this.nanos = nanos;
        this.onFinish = onFinish;
    }

    boolean isIdle() {
        return generations.isEmpty();
    }

    void add(Generation generation) {
        generations.put(generation.sequence().request().id(), generation);
        try {
            generation.replay().ifPresentOrElse(
                    reason -> finish(generation, reason, Optional.empty()),
                    () -> scheduler.add(generation.sequence()));
        } catch (RuntimeException impossible) {
            // Resumed tokens that this generation cannot have written, for example against its grammar.
            fail(generation, impossible);
        }
    }

    void cancel(String id) {
        Optional.ofNullable(generations.get(id))
                .ifPresent(generation -> finish(generation, EndReason.CANCELLED, Optional.empty()));
    }

    /** Ends every sequence for one cause. */
    void failAll(Throwable cause) {
        List.copyOf(generations.values()).forEach(generation -> fail(generation, cause));
    }

    /** One step, if there is anything to compute. Expired sequences end first, so that none of their tokens is. */
    void step() {
        long now = nanos.getAsLong();
        for (Sequence sequence : scheduler.expired(now)) {
            finish(generationOf(sequence), EndReason.DEADLINE, Optional.empty());
        }
        speculator.draft(decoding());
        ScheduledStep step = scheduler.plan(now);
        if (step.isEmpty()) {
            return;
        }
        List<Logits> logits;
        try {
            logits = stepLogits.of(step.plan(), best(step));
        } catch (RuntimeException | Error failure) {
            new LinkedHashSet<>(step.sequences()).forEach(sequence -> fail(generationOf(sequence), failure));
            return;
        }
        scheduler.computed(step);
        Iterator<Logits> next = logits.iterator();
        for (int i = 0; i < step.sequences().size(); i++) {
            if (step.plan().slices().get(i).wantsLogits()) {
                take(step.sequences().get(i), step.plan().slices().get(i), next.next());
            }
        }
        speculator.judge();
    }

    /** Per slice, how many of the best tokens are enough to go on; 0 where all logits are needed. */
    private int[] best(ScheduledStep step) {
        return IntStream.range(0, step.sequences().size())
                .map(i -> {
                    StepSlice slice = step.plan().slices().get(i);
                    return generationOf(step.sequences().get(i)).best(slice.start() + slice.count());
                })
                .toArray();
    }

    /** Scores the token after the slice where there is one, else chooses it. */
    private void take(Sequence sequence, StepSlice slice, Logits logits) {
        int position = slice.start() + slice.count();
        Optional.ofNullable(generations.get(sequence.request().id())).ifPresent(generation -> {
            // None: an earlier slice of the same sequence ended it.
            if (position > sequence.computed()) {
                return; // it followed a draft that was wrong
            }
            if (position < sequence.length()) {
                score(generation, logits, position);
            } else {
                generation.full().ifPresentOrElse(
                        reason -> finish(generation, reason, Optional.empty()),
                        () -> sample(generation, logits));
            }
        });
    }

    private void score(Generation generation, Logits logits, int position) {
        try {
            generation.score(sampler, logits, position).ifPresent(generation.listener()::onEvent);
        } catch (RuntimeException | Error failure) {
            fail(generation, failure);
        }
    }

    private void sample(Generation generation, Logits logits) {
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
        finish(generation, EndReason.ERROR, Optional.of(cause));
    }

    private void finish(Generation generation, EndReason reason, Optional<Throwable> cause) {
        Sequence sequence = generation.sequence();
        scheduler.remove(sequence);
        speculator.end(sequence);
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

    private List<Sequence> decoding() {
        return generations.values().stream()
                .map(Generation::sequence)
                .filter(Sequence::decoding)
                .toList();
    }

    private Generation generationOf(Sequence sequence) {
        return generations.get(sequence.request().id());
    }
}
