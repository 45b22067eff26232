package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.cache.KvBlockPool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Decides what each step computes. No threads, no clock, no device: calls go in, plans come out.
 *
 * <p>A step takes one token of every decoding sequence, then fills up to the token budget with prefill, the earliest
 * sequence first. Sequences are admitted in order of arrival, each with KV blocks for all it may ever need, so a running
 * sequence never waits for memory: nothing deadlocks and nothing is preempted. The first that does not fit holds up the
 * rest, so none starves.
 */
final class Scheduler {

    private final KvBlockPool pool;
    private final int slots;
    private final int maxBatchTokens;
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final SequencedMap<Sequence, BlockTable> running = new LinkedHashMap<>(); // in order of admission

    Scheduler(KvBlockPool pool, EngineOptions options) {
        this.pool = pool;
        this.slots = options.slots();
        this.maxBatchTokens = options.maxBatchTokens();
    }

    /** Queues a sequence, for which the empty pool must have room. */
    void add(Sequence sequence) {
        waiting.addLast(sequence);
    }

    /** Drops a sequence wherever it is and takes its blocks back. */
    void remove(Sequence sequence) {
        Optional.ofNullable(running.remove(sequence)).ifPresent(pool::release);
        waiting.remove(sequence);
    }

    /** Sequences whose deadline has passed; they stay until removed. */
    List<Sequence> expired(long nowNanos) {
        List<Sequence> expired = new ArrayList<>();
        for (Sequence sequence : running.keySet()) {
            if (sequence.expired(nowNanos)) {
                expired.add(sequence);
            }
        }
        for (Sequence sequence : waiting) {
            if (sequence.expired(nowNanos)) {
                expired.add(sequence);
            }
        }
        return expired;
    }

    /** The next step; empty only where no sequence is left. Admits what fits. */
    ScheduledStep plan(long nowNanos) {
        StepBuilder step = new StepBuilder(maxBatchTokens);
        running.forEach((sequence, blocks) -> {
            if (sequence.decoding()) {
                step.add(sequence, blocks);
            }
        });
        running.forEach((sequence, blocks) -> {
            if (!sequence.decoding()) {
                step.add(sequence, blocks);
            }
        });
        while (step.hasRoom() && admit(nowNanos)) {
            var admitted = running.sequencedEntrySet().getLast();
            step.add(admitted.getKey(), admitted.getValue());
        }
        return step.build();
    }

    /** Takes note that the backend has computed a step. */
    void computed(ScheduledStep step) {
        for (int i = 0; i < step.sequences().size(); i++) {
            step.sequences().get(i).advance(step.plan().slices().get(i).count());
        }
    }

    /** Sequences in prefill or decode. */
    int running() {
        return running.size();
    }

    /** Sequences not admitted. */
    int waiting() {
        return waiting.size();
    }

    private boolean admit(long nowNanos) {
        if (waiting.isEmpty() || running.size() == slots) {
            return false;
        }
        Optional<BlockTable> blocks = pool.allocate(waiting.getFirst().request().limit());
        blocks.ifPresent(table -> {
            Sequence sequence = waiting.removeFirst();
            sequence.start(nowNanos);
            running.put(sequence, table);
        });
        return blocks.isPresent();
    }
}
