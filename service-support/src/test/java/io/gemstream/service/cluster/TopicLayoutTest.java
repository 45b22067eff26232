package io.gemstream.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.GemstreamException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicLayoutTest {

    private record Layout(int promptPartitions, int tokenPartitions, short replicationFactor, Duration retention,
            Duration taskLock, int affinity, Duration watch) implements TopicLayout {}

    @Test
    void aModelHasOneTopicForAllWorkersAndSomeForOneEach() {
        assertThat(layout(2).tasks("m")).extracting(TopicSpec::name).containsExactly("gemstream.tasks.m",
                "gemstream.affinity.0.m", "gemstream.affinity.1.m", "gemstream.affinity.unwritten.m");
        assertThat(layout(2).tasks("m")).extracting(TopicSpec::partitions).containsOnly(1);
        assertThat(layout(0).tasks("m")).extracting(TopicSpec::name).containsExactly("gemstream.tasks.m");
    }

    @Test
    void theNumberOfTopicsHasARange() {
        assertThatCode(() -> layout(64).requireValid()).doesNotThrowAnyException();
        for (int wrong : new int[] {-1, 65}) {
            assertThatThrownBy(() -> layout(wrong).requireValid()).isInstanceOf(GemstreamException.class)
                    .hasMessage("gemstream.topics.affinity: " + wrong + " (expected: 0 to 64)");
        }
    }

    @Test
    void theWatchHasAShortestPeriod() {
        assertThatCode(() -> layout(1, Duration.ofMillis(100)).requireValid()).doesNotThrowAnyException();
        assertThatThrownBy(() -> layout(1, Duration.ofMillis(99)).requireValid()).isInstanceOf(GemstreamException.class)
                .hasMessage("gemstream.topics.watch: PT0.099S (expected: >= 100ms)");
    }

    private static Layout layout(int affinity) {
        return layout(affinity, Duration.ofSeconds(5));
    }

    private static Layout layout(int affinity, Duration watch) {
        return new Layout(8, 16, (short) -1, Duration.ofHours(24), Duration.ofSeconds(30), affinity, watch);
    }
}
