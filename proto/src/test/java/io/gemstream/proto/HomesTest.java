package io.gemstream.proto;

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

class HomesTest {

    @Test
    void everyTopicHasOneHomeAndNoWorkerMoreThanItsShare() {
        Random random = new Random(1);
        for (int run = 0; run < 500; run++) {
            List<String> workers = workers(random, 1 + random.nextInt(12));
            int topics = 1 + random.nextInt(32);
            Homes homes = Homes.among(knowing(workers, topics));
            assertThat(workers.stream().flatMap(worker -> homes.of(worker).stream()).sorted().toList())
                    .isEqualTo(IntStream.range(0, topics).boxed().toList());
            assertThat(workers).allSatisfy(worker ->
                    assertThat(homes.of(worker)).hasSizeLessThanOrEqualTo(Math.ceilDiv(topics, workers.size())));
        }
    }

    @Test
    void theOrderInWhichWorkersAreSeenMeansNothing() {
        List<String> workers = workers(new Random(2), 5);
        Map<String, Integer> reversed = new java.util.LinkedHashMap<>();
        workers.reversed().forEach(worker -> reversed.put(worker, 8));
        Homes one = Homes.among(knowing(workers, 8));
        Homes other = Homes.among(reversed);
        assertThat(IntStream.range(0, 8).mapToObj(one::home)).containsExactlyElementsOf(
                IntStream.range(0, 8).mapToObj(other::home).toList());
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
            Homes before = Homes.among(knowing(workers, 16));
            Homes after = Homes.among(knowing(workers.subList(1, workers.size()), 16));
            moved += IntStream.range(0, 16).filter(topic -> !before.home(topic).equals(after.home(topic))).count();
            dead += before.of(workers.getFirst()).size();
            all += 16;
        }
        assertThat(moved).isBetween(dead, 2 * dead);
        assertThat(moved).isLessThan(all / 2);
    }

    @Test
    void aTopicGoesOnlyToAWorkerThatKnowsIt() {
        Homes homes = Homes.among(Map.of("old", 0, "some", 2, "all", 6));
        assertThat(homes.of("old")).isEmpty();
        assertThat(homes.of("all")).contains(2, 3, 4, 5);
        assertThat(Stream.concat(homes.of("all").stream(), homes.of("some").stream()).toList())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(homes.home(6)).isEqualTo(Optional.empty());
        assertThat(Homes.among(Map.of()).home(0)).isEmpty();
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
