package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void modelNamesThatBreakATopicNameAreRefused() {
        assertThat(Topics.tasks("gemma-3-270m")).isEqualTo("gemstream.tasks.gemma-3-270m");
        for (String bad : new String[] {"", "a/b", "a b", "-a", "x".repeat(101)}) {
            assertThatThrownBy(() -> Topics.tasks(bad)).isInstanceOf(GemstreamException.class)
                    .hasMessageContaining("expected");
        }
    }

    @Test
    void noModelsTopicIsAnotherModels() {
        // Both names are allowed; were the number at the end, "a.0" would read tasks of "a".
        assertThat(Topics.affinity(0, "a.0")).isEqualTo("gemstream.affinity.0.a.0").isNotEqualTo(Topics.tasks("a.0"));
        assertThat(Topics.holdsTasks(Topics.affinity(3, "a"))).isTrue();
        assertThat(Topics.holdsTasks(Topics.tasks("a"))).isTrue();
        assertThat(Topics.holdsTasks(Topics.PROMPTS)).isFalse();
        assertThat(Topics.affinityTopics(java.util.Set.of(Topics.affinity(0, "a"), Topics.affinity(1, "a"),
                Topics.affinity(3, "a"), Topics.affinity(2, "a.b")), "a")).isEqualTo(2);
    }
}
