package io.gemstream.gemma.engine;

import io.gemstream.gemma.cache.KvCache;
import io.gemstream.gemma.cache.KvLease;
import io.gemstream.gemma.cache.PrefixName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Decides what each step computes. No threads, no clock, no device: calls go in, plans come out.
 *
 * <p>A step takes one token of every decoding sequence, then fills up to the token budget with prefill, the earliest
 * sequence first: no prompt holds the others up for longer than that. Sequences hold the KV blocks of what is computed,
 * take more as they grow, and give back those that the layers of a group no longer see. When there are none left the
 * sequence admitted last gives its own back and waits, in front of the queue, to be prefilled again.
 *
 * <pre>
 *   running, by admission        waiting
 *   [ a  b  c ]  &lt;-- admit --   [ d  e  f ]  &lt;-- add        arrived in the order a b c d e f, whatever happens
 *           |                      ^
 *           +------- preempt ------+
 * </pre>
 *
 * <p>So whoever runs arrived before whoever waits, nobody overtakes, and the oldest always goes on: any one sequence fits
 * the empty cache. That, and that every sequence ends, is why none starves and nothing deadlocks.
 */
final class Scheduler {

    /** A sequence is admitted only where this part of the blocks stays available, lest it be preempted at once. */
    private static final int SPARE_PART = 100;

    private final KvCache cache;
    private final int slots;
    private final int maxBatchTokens;
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final SequencedMap<Sequence, KvLease> running = new LinkedHashMap<>(); // in order of admission
    private long preemptions;
    private long prefixQueries;
    private long prefixHits;

    Scheduler(KvCache cache, EngineOptions options) {
        this.cache = cache;
        this.slots = options.slots();
        this.maxBatchTokens = options.maxBatchTokens();
    }

    /** Queues a sequence, for which the empty cache must have room. */
    void add(Sequence sequence) {
        waiting.addLast(sequence);
    }

    /** Drops a sequence wherever it is and takes its blocks back. */
    void remove(Sequence sequence) {
        Optional.ofNullable(running.remove(sequence)).ifPresent(lease -> {
            keep(sequence, lease);
            lease.release();
        });
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
        Set<PrefixName> coming = new HashSet<>();
        running.forEach(Scheduler::trim);
        List<Sequence> decoding = running.keySet().stream().filter(Sequence::decoding).toList();
        List<Sequence> prefilling = running.keySet().stream().filter(sequence -> !sequence.decoding()).toList();
        decoding.forEach(sequence -> take(sequence, step));
        prefilling.forEach(sequence -> prefill(sequence, step, coming));
        while (step.hasRoom() && admit(nowNanos)) {
            prefill(running.lastEntry().getKey(), step, coming);
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

    /** Sequences not admitted, or preempted. */
    int waiting() {
        return waiting.size();
    }

    EngineLoad load() {
        return new EngineLoad(
                running(), waiting(), cache.use(), preemptions, prefixQueries, prefixHits);
    }

    /** What the next step does not see goes back; only now is it certain which drafts were right. */
    private static void trim(Sequence sequence, KvLease lease) {
        keep(sequence, lease);
        lease.trim(sequence.computed());
    }

    /** Only what is certain: a token that was computed and then not chosen is not among the sequence's. */
    private static void keep(Sequence sequence, KvLease lease) {
        lease.keep(sequence.tokens(), Math.min(sequence.computed(), sequence.length()));
    }

    /**
     * A chunk of a sequence's prefill. Where an earlier sequence computes the very same block in this step, it does
     * nothing instead and has that block in the next one: texts that begin alike are prefilled once.
     *
     * @param coming names of the blocks that this step fills
     */
    private void prefill(Sequence sequence, StepBuilder step, Set<PrefixName> coming) {
        Optional.ofNullable(running.get(sequence)).ifPresent(lease -> {
            reuse(sequence, lease.adopt(sequence.tokens(), sequence.computed(), sequence.reusable()));
            boolean twice = lease.nextName(sequence.tokens(), sequence.computed(), sequence.reusable())
                    .filter(coming::contains)
                    .isPresent();
            if (!twice) {
                int tokens = take(sequence, step);
                coming.addAll(lease.namesTo(sequence.tokens(), sequence.computed() + tokens));
            }
        });
    }

    /** Puts as much of a sequence into a step as fits, and makes room for it. Returns the number of tokens. */
    private int take(Sequence sequence, StepBuilder step) {
        StepBuilder.Share share = step.share(sequence);
        while (running.containsKey(sequence) && share.tokens() > 0) {
            KvLease lease = running.get(sequence);
            if (lease.grow(sequence.computed() + share.tokens())) {
                step.add(sequence, lease.table(), share);
                return share.tokens();
            }
            // Nobody gives way to a draft.
            if (share.drafts() > 0) {
                share = share.withoutDrafts();
            } else {
                preempt(running.lastEntry().getKey(), step);
            }
        }
        return 0;
    }

    private void preempt(Sequence last, StepBuilder step) {
        step.drop(last);
        running.remove(last).release();
        last.preempt();
        waiting.addFirst(last);
        preemptions++;
    }

    private boolean admit(long nowNanos) {
        if (waiting.isEmpty() || running.size() == slots) {
            return false;
        }
        Sequence first = waiting.getFirst();
        KvLease lease = cache.open();
        int position = lease.adopt(first.tokens(), 0, first.reusable());
        if (!running.isEmpty() && wanted(first, lease) + spare() > cache.available()) {
            lease.release();
            return false;
        }
        waiting.removeFirst();
        running.put(first, lease);
        first.start(nowNanos);
        prefixQueries += cache.reuses() && !first.preempted() ? first.reusable() : 0;
        reuse(first, position);
        return true;
    }

    private void reuse(Sequence sequence, int position) {
        prefixHits += sequence.preempted() ? 0 : position - sequence.computed();
        sequence.reuse(position);
    }

    /** Blocks set aside: what the running ones are about to take, and some more. */
    private int spare() {
        int spare = cache.blocks() / SPARE_PART;
        for (var entry : running.entrySet()) {
            spare += wanted(entry.getKey(), entry.getValue());
        }
        return spare;
    }

    /** Blocks that a sequence lacks for the text it has and a block of further tokens. */
    private int wanted(Sequence sequence, KvLease lease) {
        int limit = Math.max(sequence.length(), sequence.request().limit());
        int positions = Math.min(limit, sequence.length() + cache.blockTokens());
        int chunk = Math.min(maxBatchTokens, sequence.pending() + cache.blockTokens());
        return lease.lacking(positions, chunk);
    }
}
