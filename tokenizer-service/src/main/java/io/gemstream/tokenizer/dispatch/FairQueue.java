package io.gemstream.tokenizer.dispatch;

import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Orders the waiting tasks of one model (ADR 11). Interactive tasks go before batch ones; within a lane tenants have
 * equal shares of the tokens; a tenant's tasks in a lane go in their order. A tenant whose first batch task has waited
 * for the aging time gets a share beside the interactive tenants for its batch tasks, so no batch task waits for ever,
 * and however many of them have aged they take one share and no more. Pure but for its own state; not thread-safe.
 *
 * <p>A task pays in advance when its turn comes, and the rest, or gets it back, when it is known what it took: so
 * tenants share the tokens that were computed, whatever was asked for (as in Y. Sheng et al., Fairness in Serving Large
 * Language Models, OSDI 2024). A tenant's debt lasts while others wait; where nobody does, nobody was held up by it.
 *
 * <pre>
 *   interactive round   A  B  C  A's batch          a turn each; A's batch is there while its first task is old
 *   batch round         B's batch  D's batch        only when the round above is empty
 * </pre>
 */
public final class FairQueue<T> {

    /**
     * The number, tokens and age of the tasks that wait in a lane.
     *
     * @param oldestMs when the task that waits longest came; empty where none waits
     */
    record Depth(int tasks, long tokens, OptionalLong oldestMs) {}

    private final long agingMs;
    private final DeficitRoundRobin<T> first;
    private final DeficitRoundRobin<T> second;
    private final Map<TenantQueue.Key, TenantQueue<T>> queues = new HashMap<>();
    private final Map<TenantQueue.Key, DeficitRoundRobin<T>> rounds = new HashMap<>();
    private final Map<String, TenantQueue.Key> places = new HashMap<>();
    private final PrepaidCosts prepaidCosts = new PrepaidCosts();
    /** Of queues that ran empty: tokens that their tasks took beyond what they had paid. */
    private final Map<TenantQueue.Key, Long> debts = new HashMap<>();
    private final Map<Lane, Integer> tasks = new EnumMap<>(Lane.class);
    private final Map<Lane, Long> tokens = new EnumMap<>(Lane.class);

    /**
     * @param quantum tokens of a turn, at least 1
     * @param aging after which a batch task is served beside the interactive ones
     */
    public FairQueue(int quantum, Duration aging) {
        this.agingMs = aging.toMillis();
        this.first = new DeficitRoundRobin<>(quantum);
        this.second = new DeficitRoundRobin<>(quantum);
    }

    /**
     * Takes a task.
     *
     * @param id not waiting here yet
     * @param cost tokens to pay in advance, at least 1
     * @param nowMs never less than before
     */
    public void offer(Lane lane, Tenant tenant, String id, long cost, long nowMs, T item) {
        TenantQueue.Key key = new TenantQueue.Key(lane, tenant);
        TenantQueue<T> queue = queues.computeIfAbsent(key, this::queue);
        boolean idle = queue.isEmpty();
        queue.add(new TenantQueue.Waiting<>(id, cost, nowMs, item));
        places.put(id, key);
        count(lane, 1, cost);
        if (idle) {
            move(queue, lane == Lane.INTERACTIVE ? first : second);
        }
    }

    /** The task that is next, which waits no longer. */
    public Optional<T> poll(long nowMs) {
        promote(nowMs);
        Optional<TenantQueue.Waiting<T>> next = first.poll().or(second::poll);
        next.ifPresent(task -> {
            prepaidCosts.add(task.id(), places.get(task.id()), task.cost());
            gone(task);
        });
        return next.map(TenantQueue.Waiting::item);
    }

    /** Takes what a task that has left by {@link #poll} took in the end, in tokens. */
    void charge(String id, long took) {
        prepaidCosts.remove(id).ifPresent(advance -> {
            long back = advance.tokens() - took;
            TenantQueue<T> queue = queues.get(advance.payer());
            if (queue != null) {
                queue.grant(back);
            } else if (back < 0 && !isEmpty()) {
                debts.merge(advance.payer(), back, Long::sum);
            }
        });
    }

    /** Takes a task out of its turn. */
    Optional<T> remove(String id) {
        if (!places.containsKey(id)) {
            return Optional.empty();
        }
        TenantQueue<T> queue = queues.get(places.get(id));
        Optional<TenantQueue.Waiting<T>> task = queue.remove(id);
        if (queue.isEmpty()) {
            rounds.get(queue.key()).leave(queue);
        }
        task.ifPresent(this::gone);
        return task.map(TenantQueue.Waiting::item);
    }

    /** Takes out what a predicate names. */
    List<T> removeIf(Predicate<T> which) {
        List<T> removed = new ArrayList<>();
        for (String id : List.copyOf(places.keySet())) {
            find(id).filter(which).flatMap(_ -> remove(id)).ifPresent(removed::add);
        }
        return removed;
    }

    /** A task that waits. */
    Optional<T> find(String id) {
        return Optional.ofNullable(places.get(id)).flatMap(key -> queues.get(key).find(id))
                .map(TenantQueue.Waiting::item);
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    Depth depth(Lane lane) {
        OptionalLong oldest = queues.values().stream()
                .filter(queue -> queue.key().lane() == lane)
                .mapToLong(queue -> queue.head().sinceMs())
                .min();
        return new Depth(tasks.getOrDefault(lane, 0), tokens.getOrDefault(lane, 0L), oldest);
    }

    /** Puts batch queues where the age of their first task wants them. */
    private void promote(long nowMs) {
        for (TenantQueue<T> queue : queues.values()) {
            if (queue.key().lane() == Lane.BATCH) {
                DeficitRoundRobin<T> round = nowMs - queue.head().sinceMs() >= agingMs ? first : second;
                if (rounds.get(queue.key()) != round) {
                    rounds.get(queue.key()).leave(queue);
                    move(queue, round);
                }
            }
        }
    }

    private void move(TenantQueue<T> queue, DeficitRoundRobin<T> round) {
        round.join(queue);
        rounds.put(queue.key(), round);
    }

    private void gone(TenantQueue.Waiting<T> task) {
        TenantQueue.Key key = places.remove(task.id());
        count(key.lane(), -1, -task.cost());
        TenantQueue<T> queue = queues.get(key);
        if (queue.isEmpty()) {
            queues.remove(key);
            rounds.remove(key);
            if (queue.debt() > 0) {
                debts.put(key, -queue.debt());
            }
        }
        if (isEmpty()) {
            debts.clear();
        }
    }

    private TenantQueue<T> queue(TenantQueue.Key key) {
        TenantQueue<T> queue = new TenantQueue<>(key);
        queue.grant(debts.getOrDefault(key, 0L));
        debts.remove(key);
        return queue;
    }

    private void count(Lane lane, int more, long cost) {
        tasks.merge(lane, more, Integer::sum);
        tokens.merge(lane, cost, Long::sum);
    }
}
