package io.gemstream.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.service.kafka.TopicChange;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class KnownTopicsTest {

    private static final Uuid ID = Uuid.randomUuid();

    private final KnownTopics topics = new KnownTopics();

    @Test
    void whatIsSeenFirstOrAgainIsNoNews() {
        assertThat(topics.see(Map.of("t", topic(ID, 4)))).isEmpty();
        assertThat(topics.see(Map.of("t", topic(ID, 4)))).isEmpty();
        assertThat(topics.partitions("t")).hasValue(4);
        assertThat(topics.partitions("u")).isEmpty();
    }

    @Test
    void growthIsTold() {
        topics.see(Map.of("t", topic(ID, 4)));
        assertThat(topics.see(Map.of("t", topic(ID, 8)))).containsExactly(new TopicChange.Resized("t", 8));
        assertThat(topics.partitions("t")).hasValue(8);
    }

    @Test
    void aTopicThatIsMadeAnewIsAnotherWhetherItsAbsenceWasSeenOrNot() {
        topics.see(Map.of("t", topic(ID, 4)));
        Uuid second = Uuid.randomUuid();
        assertThat(topics.see(Map.of("t", topic(second, 4)))).containsExactly(new TopicChange.Remade("t"));
        assertThat(topics.see(Map.of())).containsExactly(new TopicChange.Gone("t"));
        assertThat(topics.see(Map.of())).as("told once").isEmpty();
        assertThat(topics.partitions("t")).isEmpty();
        assertThat(topics.see(Map.of("t", topic(Uuid.randomUuid(), 4)))).containsExactly(new TopicChange.Remade("t"));
    }

    @Test
    void aTopicThatComesBackAsItWasIsTheSame() {
        topics.see(Map.of("t", topic(ID, 4)));
        topics.see(Map.of());
        assertThat(topics.see(Map.of("t", topic(ID, 4)))).isEmpty();
    }

    private static FoundTopic topic(Uuid id, int partitions) {
        return new FoundTopic(id, partitions, 1, Map.of(), Optional.empty());
    }
}
