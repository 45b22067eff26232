package io.gemstream.tokenizer.placement;

import io.gemstream.proto.Topics;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides which topic a task goes to (ADR 18). The worker wanted is the one that has the longest known beginning of the
 * prompt; where none has any, the reader of the topic that the first chunk draws. It gets the task
 *
 * <pre>
 *   a slot of its is free                                        yes
 *   no slot of its is free, another worker's is                  no: the shared topic, where that one takes it
 *   no slot is free, and its queue is within the bound           yes
 *   no slot is free, and its queue is at the bound               no: the shared topic, for whoever is ready first
 * </pre>
 *
 * The bound is that of consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam, SODA 2018): a queue
 * holds at most {@value #BALANCE} times the average over the workers, rounded up. Pure.
 */
final class PrefixRouter {

    /** c of the paper: 1 would be perfect balance, and send nearly every task elsewhere. */
    static final double BALANCE = 1.25;
    /** Shorter prompts are computed sooner than they are worth a thought. */
    static final int LEAST_CHUNKS = 2;

    private final String model;
    private final ModelWorkers modelWorkers;
    private final InFlightTasks<?> inFlight;
    private final PrefixMemory memory;

    PrefixRouter(String model, ModelWorkers modelWorkers, InFlightTasks<?> inFlight, PrefixMemory memory) {
        this.model = model;
        this.modelWorkers = modelWorkers;
        this.inFlight = inFlight;
        this.memory = memory;
    }

    /** The affinity topic, or empty for the shared one. */
    OptionalInt route(long[] chain) {
        if (modelWorkers.workers() < 2 || modelWorkers.topics() == 0 || chain.length < LEAST_CHUNKS) {
            return OptionalInt.empty();
        }
        Optional<String> wanted = memory.holder(chain, worker -> !modelWorkers.topicsOf(worker).isEmpty())
                .or(() -> modelWorkers.assignment().reader(Math.floorMod(chain[0], modelWorkers.topics())));
        return wanted.filter(this::takes).map(worker -> topic(worker, chain[0])).orElse(OptionalInt.empty());
    }

    /** Prompts that begin alike go to the same of a worker's topics: others may follow them when it is gone. */
    private OptionalInt topic(String worker, long firstChunk) {
        var its = modelWorkers.topicsOf(worker);
        return OptionalInt.of(its.get(Math.floorMod(firstChunk, its.size())));
    }

    private boolean takes(String worker) {
        if (free(worker) > 0) {
            return true;
        }
        int elsewhere = modelWorkers.slots().keySet().stream().filter(other -> !other.equals(worker))
                .mapToInt(other -> Math.max(0, free(other))).sum();
        return elsewhere <= inFlight.waiting(Topics.tasks(model)) && queue(worker) < bound(inFlight.waiting() + 1);
    }

    /** Slots that neither run a task nor have one on its way to them. */
    private int free(String worker) {
        return modelWorkers.slots().getOrDefault(worker, 0) - inFlight.running(worker) - queue(worker);
    }

    /** Tasks in the topics that only this worker reads. */
    private int queue(String worker) {
        return modelWorkers.assignment().of(worker).stream()
                .mapToInt(topic -> inFlight.waiting(Topics.affinity(topic, model))).sum();
    }

    private int bound(int waiting) {
        return (int) Math.ceil(BALANCE * waiting / modelWorkers.workers());
    }
}
