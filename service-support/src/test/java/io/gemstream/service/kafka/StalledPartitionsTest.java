package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StalledPartitionsTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final StalledPartitions stalledPartitions = new StalledPartitions(Duration.ofSeconds(5));

    @Test
    void onlyWhatStaysWhereItIsStandsStill() {
        assertThat(stalledPartitions.look(Map.of(A, 7L, B, 1L), 0)).isEmpty();
        assertThat(stalledPartitions.look(Map.of(A, 7L, B, 2L), 4 * SECOND)).isEmpty();
        assertThat(stalledPartitions.look(Map.of(A, 7L, B, 3L), 5 * SECOND)).isEqualTo(Map.of(A, 7L));
        assertThat(stalledPartitions.look(Map.of(A, 7L, B, 3L), 7 * SECOND)).as("as long as it lasts")
                .isEqualTo(Map.of(A, 7L));
        assertThat(stalledPartitions.look(Map.of(A, 8L, B, 3L), 10 * SECOND)).isEqualTo(Map.of(B, 3L));
    }

    /** At its end, paused, or another's meanwhile. */
    @Test
    void whatWasNotBehindForOneLookBeginsAnew() {
        stalledPartitions.look(Map.of(A, 7L), 0);
        stalledPartitions.look(Map.of(), 4 * SECOND);
        assertThat(stalledPartitions.look(Map.of(A, 7L), 8 * SECOND)).isEmpty();
    }
}
