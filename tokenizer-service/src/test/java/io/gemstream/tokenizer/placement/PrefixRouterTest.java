package io.gemstream.tokenizer.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrefixRouterTest {

    private static final int TOPICS = 8;
    private static final String MODEL = "m";

    private long nowMs = 1_000_000;
    private final InFlightTasks<String> inFlight = new InFlightTasks<>(1_000, () -> nowMs);
    private final PrefixMemory memory = new PrefixMemory(1_000);

    @Test
    void promptsThatBeginAlikeGoToOneTopicWhileItsReaderHasAFreeSlot() {
        ModelWorkers modelWorkers = workers(3, 4);
        Set<Integer> topics = new HashSet<>();
        for (int prefix = 0; prefix < 50; prefix++) {
            OptionalInt first = route(modelWorkers, chain(prefix, 0));
            assertThat(first).isPresent();
            topics.add(first.getAsInt());
            for (int end = 1; end < 5; end++) {
                assertThat(route(modelWorkers, chain(prefix, end))).isEqualTo(first);
            }
        }
        assertThat(topics).hasSizeGreaterThan(TOPICS / 2);
    }

    @Test
    void aLoneWorkerAShortPromptAndWorkersWithoutTopicsMeanTheSharedTopic() {
        assertThat(route(workers(1, 4), chain(1, 0))).isEmpty();
        assertThat(route(workers(3, 4), new long[] {5})).isEmpty();
        assertThat(route(ModelWorkers.of(List.of(worker("a", 4, 0), worker("b", 4, 0)), TOPICS), chain(1, 0)))
                .isEmpty();
        assertThat(route(ModelWorkers.of(List.of(worker("a", 4, 8), worker("b", 4, 8)), 0), chain(1, 0))).isEmpty();
    }

    @Test
    void noTopicIsWrittenThatAReaderDoesNotKnow() {
        ModelWorkers modelWorkers = ModelWorkers.of(List.of(worker("a", 4, 8), worker("b", 4, 3), worker("old", 4, 0)),
                TOPICS);
        for (int prefix = 0; prefix < 200; prefix++) {
            assertThat(route(modelWorkers, chain(prefix, 0)).orElse(0)).isLessThan(3);
        }
    }

    @Test
    void aTaskForABusyReaderGoesWhereASlotIsFree() {
        ModelWorkers modelWorkers = workers(2, 2);
        OptionalInt topic = route(modelWorkers, chain(1, 0));
        String reader = modelWorkers.assignment().reader(topic.getAsInt()).orElseThrow();
        inFlight.began("1", reader, nowMs);
        inFlight.began("2", reader, nowMs);
        assertThat(route(modelWorkers, chain(1, 0))).isEmpty();
        inFlight.forget("1");
        assertThat(route(modelWorkers, chain(1, 0))).isEqualTo(topic);
    }

    @Test
    void theWorkerThatHasABeginningIsPreferredToTheOneThatWouldDrawIt() {
        ModelWorkers modelWorkers = workers(3, 4);
        for (String worker : modelWorkers.slots().keySet()) {
            memory.note(chain(1, 0), worker);
            OptionalInt topic = route(modelWorkers, chain(1, 7));
            assertThat(modelWorkers.assignment().reader(topic.getAsInt())).contains(worker);
        }
        memory.note(chain(1, 0), "dead");
        assertThat(route(modelWorkers, chain(1, 0))).isPresent();
    }

    /** Random runs: tasks are written, begun in their topics' order, and end. */
    @Test
    void noQueueGrowsBeyondTheBoundAndNoTaskWaitsBesideAnIdleWorker() {
        for (int seed = 0; seed < 60; seed++) {
            new Simulation(new Random(seed)).run();
        }
    }

    private final class Simulation {

        private final Random random;
        private final ModelWorkers modelWorkers;
        private final InFlightTasks<String> inFlight = new InFlightTasks<>(1_000, () -> nowMs);
        private final PrefixMemory memory = new PrefixMemory(500);
        private final List<List<String>> queues = new ArrayList<>();
        private final List<String> shared = new ArrayList<>();
        private final List<String> running = new ArrayList<>();

        Simulation(Random random) {
            this.random = random;
            this.modelWorkers = workers(2 + random.nextInt(5), 1 + random.nextInt(4));
            IntStream.range(0, TOPICS).forEach(_ -> queues.add(new ArrayList<>()));
        }

        void run() {
            for (int i = 0; i < 400; i++) {
                switch (random.nextInt(5)) {
                    case 0, 1, 2 -> write("r" + i);
                    case 3 -> begin();
                    default -> end();
                }
            }
        }

        private void write(String id) {
            // Few prefixes, so that some are much more popular than a worker can bear.
            long[] chain = chain((int) Math.abs(random.nextGaussian() * 4), random.nextInt(10));
            OptionalInt topic = new PrefixRouter(MODEL, modelWorkers, inFlight, memory).route(chain);
            inFlight.released(id,
                    topic.isPresent() ? Topics.affinity(topic.getAsInt(), MODEL) : Topics.tasks(MODEL), id, 1);
            topic.ifPresentOrElse(number -> queues.get(number).add(id), () -> shared.add(id));
            if (topic.isEmpty()) {
                return;
            }
            String reader = modelWorkers.assignment().reader(topic.getAsInt()).orElseThrow();
            int slotsLeft = modelWorkers.slots().get(reader) - inFlight.running(reader);
            int queue = queue(reader);
            int bound = (int) Math.ceil(PrefixRouter.BALANCE * inFlight.waiting() / modelWorkers.workers());
            assertThat(queue).isLessThanOrEqualTo(Math.max(slotsLeft, bound));
            if (queue > slotsLeft) {
                int free = modelWorkers.slots().keySet().stream().filter(other -> !other.equals(reader))
                        .mapToInt(other -> Math.max(0, modelWorkers.slots().get(other) - inFlight.running(other) - queue(other))).sum();
                assertThat(free).as("slots nobody heads for").isLessThanOrEqualTo(shared.size());
            }
        }

        private int queue(String worker) {
            return modelWorkers.assignment().of(worker).stream().mapToInt(topic -> queues.get(topic).size()).sum();
        }

        private void begin() {
            for (String worker : modelWorkers.slots().keySet()) {
                if (inFlight.running(worker) < modelWorkers.slots().get(worker)) {
                    List<List<String>> its = new ArrayList<>(List.of(shared));
                    modelWorkers.assignment().of(worker).forEach(topic -> its.add(queues.get(topic)));
                    its.stream().filter(queue -> !queue.isEmpty()).findAny().map(List::removeFirst).ifPresent(id -> {
                        inFlight.began(id, worker, nowMs);
                        running.add(id);
                    });
                }
            }
        }

        private void end() {
            if (!running.isEmpty()) {
                inFlight.forget(running.remove(random.nextInt(running.size())));
            }
        }
    }

    private OptionalInt route(ModelWorkers modelWorkers, long[] chain) {
        return new PrefixRouter(MODEL, modelWorkers, inFlight, memory).route(chain);
    }

    private static ModelWorkers workers(int workers, int slots) {
        return ModelWorkers.of(IntStream.range(0, workers).mapToObj(i -> worker("w" + i, slots, TOPICS)).toList(),
                TOPICS);
    }

    private static ModelRecord worker(String id, int slots, int topics) {
        return ModelRecord.newBuilder().setInstanceId(id).setSlots(slots).setAffinityTopics(topics).build();
    }

    /** Prompts of one prefix agree in three chunks of four. */
    private static long[] chain(int prefix, int end) {
        long base = (prefix + 1) * 0x9e3779b97f4a7c15L;
        base ^= base >>> 29;
        return new long[] {base, base + 1, base + 2, base + 3 + end};
    }
}
