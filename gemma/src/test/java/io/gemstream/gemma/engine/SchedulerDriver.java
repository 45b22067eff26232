package io.gemstream.gemma.engine;

import java.util.ArrayList;
import java.util.List;

/** Stands in for the step loop: whatever is planned is computed, and whatever can be sampled is token 7. */
final class SchedulerDriver {

    private SchedulerDriver() {}

    /** One step. A sequence that reaches its limit is removed. */
    static ScheduledStep step(Scheduler scheduler) {
        ScheduledStep step = scheduler.plan(0);
        scheduler.computed(step);
        for (Sequence sequence : List.copyOf(step.sequences())) {
            if (sequence.pending() == 0) {
                sequence.append(7, 0);
                if (sequence.length() == sequence.request().limit()) {
                    scheduler.remove(sequence);
                }
            }
        }
        return step;
    }

    static List<ScheduledStep> steps(Scheduler scheduler, int count) {
        List<ScheduledStep> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step(scheduler));
        }
        return steps;
    }

    /** Steps until nothing is left. */
    static List<ScheduledStep> finish(Scheduler scheduler) {
        List<ScheduledStep> steps = new ArrayList<>();
        while (scheduler.running() + scheduler.waiting() > 0) {
            steps.add(step(scheduler));
        }
        return steps;
    }
}
