package io.gemstream.service.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Finds the partitions that have records for a reader whose position does not move. Not thread-safe. */
final class StalledPartitions {

    private record Place(long position, long sinceNs) {}

    private final long patienceNs;
    private Map<TopicPartition, Place> places = Map.of();

    StalledPartitions(Duration patience) {
        this.patienceNs = patience.toNanos();
    }

    /**
     * Takes a look.
     *
     * @param behind positions of the partitions that are read and not at their end
     * @return those that have stood at it for the patience and longer
     */
    Map<TopicPartition, Long> look(Map<TopicPartition, Long> behind, long nowNs) {
        Map<TopicPartition, Place> now = new HashMap<>();
        Map<TopicPartition, Long> still = new HashMap<>();
        behind.forEach((partition, position) -> {
            Place before = places.get(partition);
            Place place = before != null && before.position() == position ? before : new Place(position, nowNs);
            now.put(partition, place);
            if (nowNs - place.sinceNs() >= patienceNs) {
                still.put(partition, position);
            }
        });
        places = now;
        return still;
    }
}
