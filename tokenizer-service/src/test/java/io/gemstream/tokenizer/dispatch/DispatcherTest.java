package io.gemstream.tokenizer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.proto.v1.Usage;
import io.gemstream.service.config.LaneConfig;
import io.gemstream.service.models.ServedModels;
import io.gemstream.tokenizer.placement.TaskPlacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    private static final TopicPartition SOURCE = new TopicPartition("gemstream.prompts", 0);

    private long nowMs = 1_000_000;
    private final List<String> released = new ArrayList<>();
    private final Map<String, FinishBody> finished = new LinkedHashMap<>();
    private final Map<Long, List<Runnable>> timers = new LinkedHashMap<>();
    private CompletionStage<Void> acknowledgement = CompletableFuture.completedFuture(null);
    private final Dispatcher dispatcher = new Dispatcher(new LaneConfig() {
        @Override
        public int quantum() {
            return 256;
        }

        @Override
        public Duration batchAging() {
            return Duration.ofSeconds(30);
        }
    }, 1_000, new TaskPlacement(0, new ServedModels()), this::callBack,
            () -> nowMs);

    @Test
    void aTaskGoesAtOnceWhereThereIsRoomAndOthersWhenOneBegins() {
        dispatcher.capacity("m", 1, 1);
        assertThat(submit("a", Deadline.NEVER)).isCompleted();
        CompletionStage<Void> second = submit("b", Deadline.NEVER);
        assertThat(released).containsExactly("a");
        assertThat(second.toCompletableFuture()).isNotDone();
        row("a", OperationRecord.State.RUNNING);
        assertThat(released).containsExactly("a", "b");
        assertThat(second).isCompleted();
    }

    /** Both get answers of 20 tokens; one asks for as many as there may be, the other for few. */
    @Test
    void aLargeMaxTokensNeitherBuysNorCostsTurns() {
        dispatcher.capacity("m", 1, 1);
        for (int i = 0; i < 200; i++) {
            submit("modest-" + i, "modest", 32);
            submit("greedy-" + i, "greedy", 2_000_000_000);
        }
        for (int turn = 0; turn < 100; turn++) {
            String id = released.get(turn);
            row(id, OperationRecord.State.RUNNING);
            dispatcher.row(OperationRecord.newBuilder().setRequestId(id).setModel("m")
                    .setState(OperationRecord.State.ENDED).setFinish(FinishBody.newBuilder()
                            .setUsage(Usage.newBuilder().setPromptTokens(3).setCompletionTokens(20))).build());
        }
        long greedy = released.stream().filter(id -> id.startsWith("greedy")).count();
        // A quantum is eleven such tasks.
        assertThat(greedy).as("%s", released).isBetween(35L, 65L);
    }

    @Test
    void modelsDoNotWaitForEachOther() {
        fill("m");
        dispatcher.submit(task("x", "other", Deadline.NEVER, SOURCE));
        assertThat(released).endsWith("x");
    }

    @Test
    void aCancelledTaskEndsWithoutAWorkerBeforeOrAfterItCame() {
        fill("m");
        CompletionStage<Void> held = submit("held", Deadline.NEVER);
        dispatcher.cancel("held");
        dispatcher.cancel("late");
        CompletionStage<Void> late = submit("late", Deadline.NEVER);
        assertThat(held).isCompleted();
        assertThat(late).isCompleted();
        assertThat(finished.keySet()).containsExactly("held", "late");
        FinishBody end = finished.get("held");
        assertThat(end.getReason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(end.getUsage()).isEqualTo(Usage.newBuilder().setPromptTokens(3).build());
        assertThat(end.getProvenance().getPromptSha256()).hasSize(64);
        freeAll();
        assertThat(released).doesNotContain("held", "late");
    }

    @Test
    void aDeadlineEndsATaskThatWaitsWhenItPasses() {
        fill("m");
        CompletionStage<Void> held = submit("held", new Deadline(nowMs + 500));
        assertThat(finished).isEmpty();
        ring(500);
        assertThat(held).isCompleted();
        assertThat(ErrorStatus.reason(finished.get("held").getError())).contains(ErrorReason.EXPIRED_IN_QUEUE);
        assertThat(finished.get("held").getUsage().getCompletionTokens()).isZero();
        freeAll();
        assertThat(released).doesNotContain("held");
    }

    @Test
    void aReleasedTasksTimerIsTakenBack() {
        submit("a", new Deadline(nowMs + 500));
        assertThat(released).contains("a");
        assertThat(timers.get(500L)).isEmpty();
        dispatcher.cancel("a");
        assertThat(finished).isEmpty();
    }

    @Test
    void aPromptGivenTwiceIsReleasedOnce() {
        fill("m");
        CompletionStage<Void> first = submit("twice", Deadline.NEVER);
        CompletionStage<Void> second = submit("twice", Deadline.NEVER);
        row("first", OperationRecord.State.RUNNING);
        assertThat(released).containsOnlyOnce("twice");
        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(submit("twice", Deadline.NEVER)).isCompleted();
        assertThat(released).containsOnlyOnce("twice");
    }

    @Test
    void tasksOfALostPartitionAreForgottenAndTakenAgain() {
        fill("m");
        CompletionStage<Void> lost = submit("held", Deadline.NEVER);
        dispatcher.drop(SOURCE::equals);
        freeAll();
        assertThat(released).doesNotContain("held");
        assertThat(lost.toCompletableFuture()).isNotDone();
        submit("held", Deadline.NEVER);
        assertThat(released).contains("held");
    }

    @Test
    void tasksThatWereLostWithTheirTopicAreReleasedOnceMore() {
        dispatcher.capacity("m", 2, 1);
        submit("running", Deadline.NEVER);
        submit("lost", Deadline.NEVER);
        submit("held", Deadline.NEVER);
        row("running", OperationRecord.State.RUNNING);
        assertThat(released).containsExactly("running", "lost", "held");

        dispatcher.tasksLost("gemstream.tasks.other");
        dispatcher.tasksLost("gemstream.tasks.m");
        dispatcher.drop(SOURCE::equals);
        assertThat(released).as("before a worker is heard").hasSize(3);
        dispatcher.capacity("m", 2, 1);
        assertThat(released).containsExactly("running", "lost", "held", "lost", "held");
        assertThat(finished).isEmpty();
    }

    @Test
    void aTaskThatIsToBeReleasedOnceMoreCanStillBeCancelled() {
        submit("lost", Deadline.NEVER);
        dispatcher.tasksLost("gemstream.tasks.m");
        dispatcher.cancel("lost");
        dispatcher.capacity("m", 2, 1);
        assertThat(released).containsExactly("lost");
        assertThat(finished).containsOnlyKeys("lost");
    }

    @Test
    void aTaskThatCannotBeReleasedOnceMoreEnds() {
        submit("lost", Deadline.NEVER);
        dispatcher.tasksLost("gemstream.tasks.m");
        CompletableFuture<Void> refused = new CompletableFuture<>();
        acknowledgement = refused;
        dispatcher.capacity("m", 2, 1);
        refused.completeExceptionally(new IllegalStateException("refused"));
        assertThat(ErrorStatus.reason(finished.get("lost").getError())).contains(ErrorReason.REQUEST_LOST);
    }

    @Test
    void aTaskWhosePromptWasLostEndsWhereItWaits() {
        fill("m");
        CompletionStage<Void> held = submit("held", Deadline.NEVER);
        GemstreamException lost = new GemstreamException(ErrorReason.REQUEST_LOST, "gone");
        assertThat(dispatcher.hasReleased("first")).isTrue();
        assertThat(dispatcher.fail("first", lost)).isFalse();
        assertThat(dispatcher.fail("held", lost)).isTrue();
        assertThat(held).isCompleted();
        assertThat(finished).containsOnlyKeys("held");
        assertThat(ErrorStatus.reason(finished.get("held").getError())).contains(ErrorReason.REQUEST_LOST);
        row("first", OperationRecord.State.RUNNING);
        assertThat(dispatcher.hasReleased("first")).isFalse();
    }

    @Test
    void aTaskThatTheBrokerRefusedMakesRoomAndSaysSo() {
        dispatcher.capacity("m", 1, 1);
        acknowledgement = CompletableFuture.failedFuture(new IllegalStateException("refused"));
        assertThat(submit("a", Deadline.NEVER).toCompletableFuture()).isCompletedExceptionally();
        acknowledgement = CompletableFuture.completedFuture(null);
        assertThat(submit("b", Deadline.NEVER)).isCompleted();
    }

    @Test
    void aTombstoneOfAReleasedTaskMakesRoomForTheNext() {
        fill("m");
        submit("next", Deadline.NEVER);
        dispatcher.deleted("unknown");
        assertThat(released).containsExactly("first");
        dispatcher.deleted("first");
        assertThat(released).containsExactly("first", "next");
        assertThat(dispatcher.hasReleased("first")).isFalse();
        dispatcher.tasksLost("gemstream.tasks.m");
        dispatcher.capacity("m", 1, 1);
        assertThat(released).as("nobody wants to hear of the first").containsExactly("first", "next", "next");
    }

    /** Nobody writes how an operation ended that was deleted. */
    @Test
    void afterATombstoneOfARunningTaskALostRowCostsTwoSeconds() {
        fill("m");
        row("first", OperationRecord.State.RUNNING);
        submit("lost", Deadline.NEVER);
        submit("next", Deadline.NEVER);
        pass(2_000);
        assertThat(released).as("the slot is busy").containsExactly("first", "lost");
        dispatcher.deleted("first");
        pass(1);
        assertThat(released).containsExactly("first", "lost", "next");
    }

    @Test
    void whatRunsCountsWhateverTheRowsClockSaysButForHistory() {
        dispatcher.capacity("m", 1, 1);
        dispatcher.beginHistory();
        row("orphan", OperationRecord.State.RUNNING);
        dispatcher.endHistory();
        submit("lost", Deadline.NEVER);
        submit("lost too", Deadline.NEVER);
        submit("waits", Deadline.NEVER);
        pass(2_000);
        assertThat(released).as("no slot is busy").containsExactly("lost", "lost too");
        row("other", OperationRecord.State.RUNNING);
        pass(2_000);
        assertThat(released).as("one is, since 1970 by its row").containsExactly("lost", "lost too");
        dispatcher.forgetRunning();
        pass(0);
        assertThat(released).endsWith("waits");
    }

    @Test
    void nothingWaitsForARowThatNeverComes() {
        dispatcher.capacity("m", 1, 1);
        for (int i = 0; i < 5; i++) {
            submit("r" + i, Deadline.NEVER);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(released).hasSize(i + 1);
            nowMs += 2_000;
            dispatcher.tick();
        }
        assertThat(released).containsExactly("r0", "r1", "r2", "r3", "r4");
    }

    @Test
    void saysWhatWaits() throws InterruptedException {
        fill("m");
        submit("a", Deadline.NEVER);
        nowMs += 1_500;
        submit("b", Deadline.NEVER);
        assertThat(dispatcher.waiting(Lane.INTERACTIVE))
                .isEqualTo(new Dispatcher.Waiting(2, 20, Duration.ofMillis(1_500)));
        assertThat(dispatcher.waiting(Lane.BATCH)).isEqualTo(new Dispatcher.Waiting(0, 0, Duration.ZERO));
        assertThat(dispatcher.released()).isEqualTo(1);
        // The other lane never waits for this one.
        dispatcher.awaitRoom(Lane.BATCH);
    }

    @Test
    void aFullLaneBlocksUntilATaskLeaves() throws InterruptedException {
        fill("m");
        for (int i = 0; i < 4; i++) {
            submit("h" + i, Deadline.NEVER);
        }
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                dispatcher.awaitRoom(Lane.INTERACTIVE);
                released.add("room");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        dispatcher.cancel("h2");
        reader.join();
        assertThat(released).contains("room");
    }

    private void fill(String model) {
        dispatcher.capacity(model, 1, 1);
        dispatcher.submit(task("first", model, Deadline.NEVER, SOURCE));
    }

    /** Every task that is released begins and ends. */
    private void freeAll() {
        for (int i = 0; i < released.size(); i++) {
            row(released.get(i), OperationRecord.State.ENDED);
        }
    }

    private CompletionStage<Void> submit(String id, Deadline deadline) {
        return dispatcher.submit(task(id, "m", deadline, SOURCE));
    }

    private void row(String id, OperationRecord.State state) {
        dispatcher.row(OperationRecord.newBuilder().setRequestId(id).setModel("m").setState(state).build());
    }

    private void submit(String id, String tenant, int maxTokens) {
        HeldTask task = task(id, "m", Deadline.NEVER, SOURCE);
        dispatcher.submit(new HeldTask(task.task().toBuilder()
                .setSampling(SamplingOptions.newBuilder().setMaxTokens(maxTokens)).build(), task.lane(),
                new Tenant(tenant), task.deadline(), task.source(), task.sink()));
    }

    private HeldTask task(String id, String model, Deadline deadline, TopicPartition source) {
        TaskRecord task = TaskRecord.newBuilder().setRequestId(id).setModel(model)
                .addAllPromptIds(List.of(2, 3, 4)).setSampling(SamplingOptions.newBuilder().setMaxTokens(7)).build();
        return new HeldTask(task, Lane.INTERACTIVE, Tenant.DEFAULT, deadline, source, new HeldTask.Sink() {
            @Override
            public CompletionStage<Void> release(TaskRecord record, String topic) {
                released.add(record.getRequestId());
                return acknowledgement;
            }

            @Override
            public CompletionStage<Void> finish(FinishBody body) {
                finished.put(id, body);
                return acknowledgement;
            }
        });
    }

    private Runnable callBack(Duration delay, Runnable action) {
        List<Runnable> set = timers.computeIfAbsent(delay.toMillis(), _ -> new ArrayList<>());
        set.add(action);
        return () -> set.remove(action);
    }

    private void pass(long ms) {
        nowMs += ms;
        dispatcher.tick();
    }

    private void ring(long afterMs) {
        nowMs += afterMs;
        List.copyOf(timers.get(afterMs)).forEach(Runnable::run);
    }
}
