package io.gemstream.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.service.config.ConfigReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicLayoutTest {

    @Test
    void aModelHasOneTopicForAllWorkersAndSomeForOneEach() {
        assertThat(layout(2).tasks("m")).extracting(TopicSpec::name).containsExactly("gemstream.tasks.m",
                "gemstream.affinity.0.m", "gemstream.affinity.1.m", "gemstream.affinity.unwritten.m");
        assertThat(layout(2).tasks("m")).extracting(TopicSpec::partitions).containsOnly(1);
        assertThat(layout(0).tasks("m")).extracting(TopicSpec::name).containsExactly("gemstream.tasks.m");
    }

    /** Kafka counts by partition, and deletes whole segments. */
    @Test
    void aLimitOfSizeIsSharedByThePartitionsInSegmentsThatGoOneByOne() {
        assertThat(tokens(Map.of())).containsEntry("retention.bytes", "-1").doesNotContainKey("segment.bytes");
        assertThat(tokens(Map.of("gemstream.topics.retention-bytes", "1600000000")))
                .containsEntry("retention.bytes", "87500000").containsEntry("segment.bytes", "12500000");
        assertThat(tokens(Map.of("gemstream.topics.retention-bytes", "67108864")))
                .containsEntry("retention.bytes", "3145728").containsEntry("segment.bytes", "1048576");
        assertThat(tokens(Map.of("gemstream.topics.retention-bytes", "1000000000000")))
                .containsEntry("retention.bytes", "61426258176").containsEntry("segment.bytes", "1073741824");
    }

    private static Map<String, String> tokens(Map<String, String> settings) {
        return ConfigReader.read(TopicLayout.class, settings).shared().stream()
                .filter(topic -> topic.name().equals(Topics.TOKENS)).findFirst().orElseThrow().configs();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "affinity           | -1    | -1 (expected: >= 0)",
        "affinity           | 65    | 65 (expected: <= 64)",
        "watch              | 99ms  | PT0.099S (expected: >= 100ms)",
        "prompt-partitions  | -8    | -8 (expected: >= 1)",
        "token-partitions   | 0     | 0 (expected: >= 1)",
        "replication-factor | 0     | 0 (expected: -1 or >= 1)",
        "replication-factor | -2    | -2 (expected: -1 or >= 1)",
        "retention          | 0s    | PT0S (expected: >= 1s)",
        "retention-bytes    | 0     | 0 (expected: -1 or >= 67108864)",
        "retention-bytes    | -2    | -2 (expected: -1 or >= 67108864)",
        "task-lock          | 14s   | PT14S (expected: >= 15s)",
    })
    void whatNoClusterCanHaveIsRefusedByItsKey(String key, String value, String message) {
        assertThatThrownBy(() -> ConfigReader.read(TopicLayout.class, Map.of("gemstream.topics." + key, value)))
                .isInstanceOf(GemstreamException.class).hasMessage("gemstream.topics." + key + ": " + message);
    }

    private static TopicLayout layout(int affinity) {
        return ConfigReader.read(TopicLayout.class, Map.of("gemstream.topics.affinity", Integer.toString(affinity)));
    }
}
