package io.gemstream.tokenizer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.service.config.LaneConfig;
import io.gemstream.service.models.ServedModels;
import io.gemstream.service.models.ServedModelsReader;
import io.gemstream.tokenizer.dispatch.Dispatcher;
import io.gemstream.tokenizer.dispatch.HeldTask;
import io.gemstream.tokenizer.dispatch.RequestClaims;
import io.gemstream.tokenizer.placement.TaskPlacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PipelineStateReaderTest {

    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    private long nowMs = 100 * DAY_MS;
    private final List<String> released = new ArrayList<>();
    private final ServedModels models = new ServedModels(() -> nowMs, () -> nowMs * 1_000_000);
    private final RequestClaims requestClaims = new RequestClaims(_ -> Optional.empty(), 100, Duration.ofDays(1), () -> nowMs);
    private final Dispatcher dispatcher = new Dispatcher(new LaneConfig() {
        @Override
        public int quantum() {
            return 256;
        }

        @Override
        public Duration batchAging() {
            return Duration.ofSeconds(30);
        }
    }, 1_000, new TaskPlacement(0, models), (_, _) -> () -> { }, () -> nowMs);
    private final PipelineStateReader reader =
            new PipelineStateReader(dispatcher, requestClaims, new ServedModelsReader(models));

    @Test
    void aTombstoneOfAnOperationLeavesNoTrace() {
        reader.begin();
        reader.caughtUp(Map.of());
        dispatcher.capacity("m", 1, 1);
        submit("a");
        take(Topics.OPERATIONS, "a", row("a", OperationRecord.State.QUEUED));
        assertThat(requestClaims.queued(Lane.INTERACTIVE)).hasSize(1);
        submit("b");
        assertThat(released).containsExactly("a");
        take(Topics.OPERATIONS, "a", null);
        assertThat(requestClaims.queued(Lane.INTERACTIVE)).isEmpty();
        assertThat(dispatcher.hasReleased("a")).isFalse();
        assertThat(released).as("there is room for it").containsExactly("a", "b");
    }

    @Test
    void runsOfHistoryGoByTheirRowsTimeAndLaterOnesByTheirArrival() {
        reader.begin();
        take(Topics.OPERATIONS, "orphan", row("orphan", OperationRecord.State.RUNNING));
        reader.caughtUp(Map.of());
        dispatcher.capacity("m", 1, 1);
        List.of("a", "b", "c").forEach(this::submit);
        pass(2_000);
        assertThat(released).as("the slot is free, so a row was lost").containsExactly("a", "b");
        take(Topics.OPERATIONS, "other", row("other", OperationRecord.State.RUNNING));
        pass(2_000);
        assertThat(released).as("the slot is busy").containsExactly("a", "b");
        reader.forget();
        pass(0);
        assertThat(released).as("of a topic made anew nothing is known").containsExactly("a", "b", "c");
    }

    @Test
    void heartbeatsGoIntoTheTable() {
        reader.begin();
        take(Topics.MODELS, "w", ModelRecord.newBuilder().setRole(ModelRecord.Role.WORKER).setModel("m").setSlots(3)
                .setHeartbeatMs(nowMs).setTimeToLiveMs(1).build().toByteArray());
        reader.caughtUp(Map.of());
        assertThat(models.loaded()).isTrue();
        assertThat(models.slots("m")).isEqualTo(3);
        reader.forget();
        assertThat(models.names()).isEmpty();
    }

    private void pass(long ms) {
        nowMs += ms;
        dispatcher.tick();
    }

    private void take(String topic, String key, byte[] value) {
        reader.take(new ConsumerRecord<>(topic, 0, 0, key, value));
    }

    private byte[] row(String id, OperationRecord.State state) {
        return OperationRecord.newBuilder().setRequestId(id).setModel("m").setState(state).setWorkerId("w")
                .setCreatedMs(nowMs).setStartedMs(nowMs - DAY_MS).build().toByteArray();
    }

    private void submit(String id) {
        TaskRecord task = TaskRecord.newBuilder().setRequestId(id).setModel("m").build();
        dispatcher.submit(new HeldTask(task, Lane.INTERACTIVE, Tenant.DEFAULT, Deadline.NEVER,
                new TopicPartition(Topics.PROMPTS, 0), new HeldTask.Sink() {
                    @Override
                    public CompletionStage<Void> release(TaskRecord record, String topic) {
                        released.add(id);
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public CompletionStage<Void> finish(FinishBody body) {
                        return CompletableFuture.completedFuture(null);
                    }
                }));
    }
}
