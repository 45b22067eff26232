package io.gemstream.tokenizer.dispatch;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.PromptHash;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.proto.v1.Usage;
import io.gemstream.service.config.LaneConfig;
import io.gemstream.tokenizer.placement.InFlightTasks;
import io.gemstream.tokenizer.placement.TaskPlacement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds tasks until it is their turn and a slot may soon be free, and lets them go: to the workers, or to their end
 * where they are cancelled or their deadline passes first (ADR 11). A task for which there is room goes at once, on the
 * caller's thread. Thread-safe; times are milliseconds since 1970.
 */
public final class Dispatcher {

    private static final int CANCELLED_REMEMBERED = 10_000;

    private final LaneConfig laneConfig;
    private final long mostHeld;
    private final HeldTokensLimit limit;
    private final TaskPlacement placement;
    private final BiFunction<Duration, Runnable, Runnable> timer;
    private final LongSupplier nowMs;
    private final Map<String, ModelTasks> models = new HashMap<>();
    /** Waiting, or on their way to the broker. */
    private final Map<String, Entry> entries = new HashMap<>();
    /** The latest of them: a prompt may be read after its cancellation. */
    private final LinkedHashSet<String> cancelled = new LinkedHashSet<>();
    private boolean history;

    /** The tasks that wait here for one model's workers, and those that the workers have. */
    private record ModelTasks(FairQueue<Entry> queue, InFlightTasks<HeldTask> inFlight) {}

    /** A task here. {@code written} completes when the broker has what became of it. */
    private record Entry(HeldTask held, Runnable cancelTimer, CompletableFuture<Void> written) {}

    /**
     * @param mostHeld token ids that may wait in each lane, and of each model's tasks that were released and have not
     *     begun
     * @param placement used under this dispatcher's lock only
     * @param timer calls an action back after a time; what it returns takes that back, and does nothing afterwards
     */
    public Dispatcher(LaneConfig laneConfig, long mostHeld, TaskPlacement placement,
            BiFunction<Duration, Runnable, Runnable> timer, LongSupplier nowMs) {
        this.laneConfig = laneConfig;
        this.mostHeld = mostHeld;
        this.limit = new HeldTokensLimit(mostHeld);
        this.placement = placement;
        this.timer = timer;
        this.nowMs = nowMs;
    }

    /** Blocks while a lane holds as much as it may. */
    public void awaitRoom(Lane lane) throws InterruptedException {
        limit.await(lane);
    }

    /**
     * Takes a task.
     *
     * @return completes when the broker has acknowledged what became of it; never where its partition is taken away
     *     before
     */
    public synchronized CompletionStage<Void> submit(HeldTask held) {
        ModelTasks model = model(held.task().getModel());
        Entry same = entries.get(held.id());
        if (same != null && same.held().source().equals(held.source())) {
            return same.written();
        }
        if (same != null || model.inFlight().waits(held.id())) {
            return CompletableFuture.completedFuture(null);
        }
        Entry entry = new Entry(held, callAtDeadline(held), new CompletableFuture<>());
        entries.put(held.id(), entry);
        limit.add(held.lane(), held.weight());
        model.queue().offer(held.lane(), held.tenant(), held.id(), held.advance(), nowMs.getAsLong(), entry);
        if (cancelled.contains(held.id())) {
            end(held.id(), cancelledFinish(held.task()));
        }
        pump(model);
        return entry.written();
    }

    /** Ends a task that waits, and one that is yet to come. */
    public synchronized void cancel(String id) {
        cancelled.addLast(id);
        if (cancelled.size() > CANCELLED_REMEMBERED) {
            cancelled.removeFirst();
        }
        waiting(id).ifPresent(entry -> end(id, cancelledFinish(entry.held().task())));
    }

    /** Ends a task whose prompt was lost, where it waits here; says whether it does. */
    public synchronized boolean fail(String id, GemstreamException cause) {
        Optional<Entry> waiting = waiting(id);
        waiting.ifPresent(entry -> end(id, failedFinish(entry.held(), cause)));
        return waiting.isPresent();
    }

    /** Whether a task was released from here and has not begun. */
    public synchronized boolean hasReleased(String id) {
        return models.values().stream().anyMatch(model -> model.inFlight().keeps(id));
    }

    /** Says that the rows are read from their topic's beginning from here on: what comes is history. */
    public synchronized void beginHistory() {
        history = true;
    }

    /** Says that the rows were read to the end that their topic had. */
    public synchronized void endHistory() {
        history = false;
    }

    /** Takes a row of gemstream.operations: a task that has begun makes room for the next, one that has ended is paid. */
    public synchronized void row(OperationRecord row) {
        ModelTasks model = model(row.getModel());
        switch (row.getState()) {
            case RUNNING -> {
                // The row's time is another host's, and is needed only of what began before it was heard of.
                long sinceMs = history ? row.getStartedMs() : nowMs.getAsLong();
                model.inFlight().began(row.getRequestId(), row.getWorkerId(), sinceMs)
                        .ifPresent(held -> placement.began(held.task(), row.getWorkerId()));
            }
            case ENDED -> {
                model.inFlight().forget(row.getRequestId());
                Usage usage = row.getFinish().getUsage();
                model.queue().charge(row.getRequestId(), (long) usage.getPromptTokens() + usage.getCompletionTokens());
            }
            case CLAIMED, QUEUED, STATE_UNSPECIFIED, UNRECOGNIZED -> { }
        }
        pump(model);
    }

    /** Takes a tombstone of gemstream.operations: nobody will hear how the request goes on. */
    public synchronized void deleted(String id) {
        for (ModelTasks model : models.values()) {
            model.inFlight().forget(id);
            pump(model);
        }
    }

    /** Forgets what runs: gemstream.operations was made anew. */
    public synchronized void forgetRunning() {
        models.values().forEach(model -> model.inFlight().forgetRunning());
    }

    /** Takes what is known of a model's processes, as {@link InFlightTasks#capacity}. */
    public synchronized void capacity(String name, int slots, int dispatchers) {
        ModelTasks model = model(name);
        model.inFlight().capacity(slots, dispatchers);
        pump(model);
    }

    /** Lets go of tasks whose prompts others will read. */
    public synchronized void drop(Predicate<TopicPartition> gone) {
        for (ModelTasks model : models.values()) {
            model.queue().removeIf(entry -> gone.test(entry.held().source())).forEach(entry -> {
                entries.remove(entry.held().id());
                left(entry);
            });
        }
    }

    /** Makes room where rows were lost. Call it about once a second. */
    public synchronized void tick() {
        for (ModelTasks model : models.values()) {
            model.inFlight().expire();
            pump(model);
        }
    }

    /**
     * A topic of tasks was lost: those that were released to it and have not begun are to be released once more, and wait
     * for their turn as they did before. One that had begun after all goes on by the log's rules.
     */
    public synchronized void tasksLost(String topic) {
        List<HeldTask> lost = models.values().stream().flatMap(model -> model.inFlight().lost(topic).stream()).toList();
        for (HeldTask held : lost) {
            model(held.task().getModel()).queue().charge(held.id(), 0);
            // Its prompt was acknowledged, so nobody else would see that it did not get through.
            submit(held.from(new TopicPartition(topic, 0))).whenComplete((_, failure) -> {
                if (failure != null) {
                    held.sink().finish(failedFinish(held, new GemstreamException(ErrorReason.REQUEST_LOST,
                            topic + " was deleted, and the task could not be written again", failure)));
                }
            });
        }
    }

    /** The tasks of all models that wait in a lane: their number, their tokens and the longest wait. */
    public synchronized Waiting waiting(Lane lane) {
        int tasks = 0;
        long tokens = 0;
        OptionalLong oldest = OptionalLong.empty();
        for (ModelTasks model : models.values()) {
            FairQueue.Depth depth = model.queue().depth(lane);
            tasks += depth.tasks();
            tokens += depth.tokens();
            if (depth.oldestMs().isPresent()) {
                oldest = OptionalLong.of(Math.min(depth.oldestMs().getAsLong(), oldest.orElse(Long.MAX_VALUE)));
            }
        }
        long now = nowMs.getAsLong();
        return new Waiting(tasks, tokens, Duration.ofMillis(now - oldest.orElse(now)));
    }

    /** @param oldest how long the first of them has waited */
    public record Waiting(int tasks, long tokens, Duration oldest) {}

    /** Tasks that were released and have not begun. */
    public synchronized int released() {
        return models.values().stream().mapToInt(model -> model.inFlight().waiting()).sum();
    }

    private void pump(ModelTasks model) {
        while (model.inFlight().hasRoom()) {
            Optional<Entry> next = model.queue().poll(nowMs.getAsLong());
            if (next.isEmpty()) {
                return;
            }
            release(model, next.get());
        }
    }

    private void release(ModelTasks model, Entry entry) {
        HeldTask held = entry.held();
        left(entry);
        String topic = placement.topic(held.task(), model.inFlight());
        model.inFlight().released(held.id(), topic, held, held.weight());
        whenWritten(entry, held.sink().release(held.task(), topic), () -> model.inFlight().forget(held.id()));
    }

    private void end(String id, FinishBody body) {
        waiting(id).ifPresent(entry -> {
            model(entry.held().task().getModel()).queue().remove(id);
            left(entry);
            whenWritten(entry, entry.held().sink().finish(body), () -> { });
        });
    }

    private void left(Entry entry) {
        entry.cancelTimer().run();
        limit.remove(entry.held().lane(), entry.held().weight());
    }

    /** @param undo where the broker did not take it */
    private void whenWritten(Entry entry, CompletionStage<Void> result, Runnable undo) {
        result.whenComplete((_, failure) -> {
            synchronized (this) {
                entries.remove(entry.held().id(), entry);
                if (failure != null) {
                    undo.run();
                }
            }
            if (failure == null) {
                entry.written().complete(null);
            } else {
                entry.written().completeExceptionally(failure);
            }
        });
    }

    private Optional<Entry> waiting(String id) {
        return Optional.ofNullable(entries.get(id))
                .flatMap(entry -> model(entry.held().task().getModel()).queue().find(id));
    }

    private Runnable callAtDeadline(HeldTask held) {
        return held.deadline().asOptional().isEmpty() ? () -> { } : timer.apply(
                Duration.ofMillis(Math.max(0, held.deadline().epochMs() - nowMs.getAsLong())), () -> expire(held));
    }

    private synchronized void expire(HeldTask held) {
        end(held.id(), failedFinish(held, new GemstreamException(ErrorReason.EXPIRED_IN_QUEUE,
                "The deadline passed before a worker began.")));
    }

    private ModelTasks model(String name) {
        return models.computeIfAbsent(name,
                _ -> new ModelTasks(new FairQueue<>(laneConfig.quantum(), laneConfig.batchAging()),
                        new InFlightTasks<>(mostHeld, nowMs)));
    }

    private static FinishBody cancelledFinish(TaskRecord task) {
        return body(task).setReason(FinishReason.CANCELLED).build();
    }

    private static FinishBody failedFinish(HeldTask held, GemstreamException cause) {
        return body(held.task()).setReason(FinishReason.ERROR).setError(ErrorStatus.of(cause, held.id())).build();
    }

    private static FinishBody.Builder body(TaskRecord task) {
        return FinishBody.newBuilder()
                .setUsage(Usage.newBuilder().setPromptTokens(task.getPromptIdsCount()))
                .setProvenance(Provenance.newBuilder()
                        .setSampling(task.getSampling())
                        .setPromptSha256(PromptHash.of(task.getPromptIdsList())));
    }
}
