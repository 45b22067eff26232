package io.gemstream.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTopicsTest {

    private final List<ModelRecord> live = new ArrayList<>();

    @Test
    void aLoneWorkerReadsEveryTopicAlsoBeforeItHearsItself() {
        assertThat(of("a", 3).now()).containsExactly("gemstream.tasks.m", "gemstream.affinity.0.m",
                "gemstream.affinity.1.m", "gemstream.affinity.2.m");
        assertThat(of("a", 0).now()).containsExactly("gemstream.tasks.m");
    }

    @Test
    void aTopicThatSetsConsumersApartIsNoneOfThoseWithTasks() {
        assertThat(of("a", 3).apart()).hasValueSatisfying(topic -> assertThat(of("a", 3).now()).doesNotContain(topic));
        assertThat(of("a", 0).apart()).isEmpty();
    }

    @Test
    void severalShareTheAffinityTopicsAndAllReadTheOtherOne() {
        for (String id : List.of("a", "b", "c")) {
            live.add(worker(id, 8));
        }
        List<String> read = new ArrayList<>();
        for (String id : List.of("a", "b", "c")) {
            List<String> its = of(id, 8).now();
            assertThat(its).contains(Topics.tasks("m")).hasSizeBetween(2, 4);
            read.addAll(its.subList(1, its.size()));
        }
        assertThat(read).doesNotHaveDuplicates().hasSize(8);
    }

    @Test
    void topicsOfADeadWorkerGoToTheOthers() {
        live.add(worker("a", 8));
        live.add(worker("b", 8));
        TaskTopics topics = of("a", 8);
        assertThat(topics.now()).hasSize(5);
        live.removeLast();
        assertThat(topics.now()).hasSize(9);
    }

    private TaskTopics of(String id, int known) {
        return new TaskTopics("m", id, known, () -> live);
    }

    private static ModelRecord worker(String id, int topics) {
        return ModelRecord.newBuilder().setInstanceId(id).setModel("m").setAffinityTopics(topics).build();
    }
}
