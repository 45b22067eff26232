package io.gemstream.tokenizer.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.TaskRecord;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReleasedTasksTest {

    private static final String TOPIC = "gemstream.tasks.m";

    private final ReleasedTasks tasks = new ReleasedTasks(1_000);

    @Test
    void givesBackWhatWentToATopicInOrder() {
        tasks.add(task("a", 1), TOPIC);
        tasks.add(task("b", 1), "gemstream.affinity.0.m");
        tasks.add(task("c", 1), TOPIC);
        tasks.remove("d");
        assertThat(tasks.take(TOPIC)).extracting(HeldTask::id).containsExactly("a", "c");
        assertThat(tasks.take(TOPIC)).isEmpty();
        assertThat(tasks.contains("b")).isTrue();
    }

    @Test
    void forgetsTheOldestAboveAWeight() {
        tasks.add(task("a", 400), TOPIC);
        tasks.add(task("b", 400), TOPIC);
        tasks.add(task("b", 500), TOPIC);
        assertThat(tasks.contains("a")).isTrue();
        tasks.add(task("c", 300), TOPIC);
        assertThat(tasks.take(TOPIC)).extracting(HeldTask::id).containsExactly("b", "c");
        tasks.add(task("d", 1_000), TOPIC);
        assertThat(tasks.contains("d")).as("what was taken weighs nothing").isTrue();
    }

    private static HeldTask task(String id, int ids) {
        return new HeldTask(
                TaskRecord.newBuilder().setRequestId(id).addAllPromptIds(Collections.nCopies(ids, 1)).build(),
                Lane.INTERACTIVE, Tenant.DEFAULT, Deadline.NEVER, new TopicPartition("gemstream.prompts", 0),
                new HeldTask.Sink() {
                    @Override
                    public CompletionStage<Void> release(TaskRecord task, String topic) {
                        return CompletableFuture.completedFuture(null);
                    }

                    @Override
                    public CompletionStage<Void> finish(FinishBody body) {
                        return CompletableFuture.completedFuture(null);
                    }
                });
    }
}
