package io.gemstream.service.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AffinityAssignmentTest {

    @Test
    void everyTopicHasOneReaderAndNoWorkerMoreThanItsShare() {
        Random random = new Random(1);
        for (int run = 0; run < 500; run++) {
            List<String> workers = workers(random, 1 + random.nextInt(12));
            int topics = 1 + random.nextInt(32);
            AffinityAssignment affinityAssignment = AffinityAssignment.among(knowing(workers, topics));
            assertThat(workers.stream().flatMap(worker -> affinityAssignment.of(worker).stream()).sorted().toList())
                    .isEqualTo(IntStream.range(0, topics).boxed().toList());
            assertThat(workers).allSatisfy(worker ->
                    assertThat(affinityAssignment.of(worker))
                            .hasSizeLessThanOrEqualTo(Math.ceilDiv(topics, workers.size())));
        }
    }

    @Test
    void theOrderInWhichWorkersAreSeenMeansNothing() {
        List<String> workers = workers(new Random(2), 5);
        Map<String, Integer> reversed = new java.util.LinkedHashMap<>();
        workers.reversed().forEach(worker -> reversed.put(worker, 8));
        AffinityAssignment one = AffinityAssignment.among(knowing(workers, 8));
        AffinityAssignment other = AffinityAssignment.among(reversed);
        assertThat(IntStream.range(0, 8).mapToObj(one::reader)).containsExactlyElementsOf(
                IntStream.range(0, 8).mapToObj(other::reader).toList());
    }

    /** With plain rendezvous hashing only the dead worker's topics move; the limit may move about as many again. */
    @Test
    void aDeathMovesLittleMoreThanTheDeadOnesTopics() {
        Random random = new Random(3);
        int moved = 0;
        int dead = 0;
        int all = 0;
        for (int run = 0; run < 400; run++) {
            List<String> workers = workers(random, 2 + random.nextInt(7));
            AffinityAssignment before = AffinityAssignment.among(knowing(workers, 16));
            AffinityAssignment after = AffinityAssignment.among(knowing(workers.subList(1, workers.size()), 16));
            moved += IntStream.range(0, 16).filter(topic -> !before.reader(topic).equals(after.reader(topic))).count();
            dead += before.of(workers.getFirst()).size();
            all += 16;
        }
        assertThat(moved).isBetween(dead, 2 * dead);
        assertThat(moved).isLessThan(all / 2);
    }

    @Test
    void aTopicGoesOnlyToAWorkerThatKnowsIt() {
        AffinityAssignment affinityAssignment = AffinityAssignment.among(Map.of("old", 0, "some", 2, "all", 6));
        assertThat(affinityAssignment.of("old")).isEmpty();
        assertThat(affinityAssignment.of("all")).contains(2, 3, 4, 5);
        assertThat(Stream.concat(affinityAssignment.of("all").stream(), affinityAssignment.of("some").stream())
                .toList())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(affinityAssignment.reader(6)).isEqualTo(Optional.empty());
        assertThat(AffinityAssignment.among(Map.of()).reader(0)).isEmpty();
    }

    private static List<String> workers(Random random, int count) {
        return IntStream.range(0, count).mapToObj(_ -> new UUID(random.nextLong(), random.nextLong()).toString())
                .toList();
    }

    private static Map<String, Integer> knowing(List<String> workers, int topics) {
        Map<String, Integer> knowing = new HashMap<>();
        workers.forEach(worker -> knowing.put(worker, topics));
        return knowing;
    }
}
