package io.gemstream.gemma.engine;

import java.util.List;

/**
 * A step and the sequences that its slices belong to.
 *
 * @param sequences sequences.get(i) owns plan.slices().get(i); one with several slices comes several times. Empty where
 *     there is nothing to compute
 * @param plan what the backend computes
 */
record ScheduledStep(List<Sequence> sequences, StepPlan plan) {

    boolean isEmpty() {
        return sequences.isEmpty();
    }
}
