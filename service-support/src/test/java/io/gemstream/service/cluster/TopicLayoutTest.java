package io.gemstream.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.GemstreamException;
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
