package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.testing.calls.Answer;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Three workers: prompts that begin alike meet on one of them, a flood of them goes to all, and a kill loses none. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("long")
class AffinityIT {

    private static final int WORKERS = 3;
    private static final int SLOTS = 4;
    private static final int PREFIXES = 12;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static ProcessBroker broker;
    private static Pipeline pipeline;
    private static SoloEngine solo;

    @BeforeAll
    static void start(@TempDir Path data) {
        broker = ProcessBroker.start(data);
        pipeline = Pipeline.start(broker, 1, 1, WORKERS, Map.of());
        solo = SoloEngine.load(TinyModel.FILE);
        Readers.awaitSettled(broker, WORKERS);
    }

    @AfterAll
    static void stop() {
        pipeline.close();
        broker.close();
        solo.close();
    }

    @Test
    @Order(1)
    void promptsThatBeginAlikeMeetOnOneWorker() {
        Map<Integer, Set<String>> workers = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            for (int prefix = 0; prefix < PREFIXES; prefix++) {
                List<Integer> prompt = prompt(prefix, round);
                Answer answer = pipeline.client(0).generate(request(prompt, 4));
                assertThat(answer.ids()).isEqualTo(solo.greedy(prompt, 4));
                workers.computeIfAbsent(prefix, _ -> new HashSet<>()).add(worker(answer));
            }
        }
        assertThat(workers.values()).allSatisfy(its -> assertThat(its).hasSize(1));
        Set<String> all = new HashSet<>();
        workers.values().forEach(all::addAll);
        assertThat(all).as("prefixes are spread").hasSizeGreaterThan(1);
    }

    @Test
    @Order(2)
    void aFloodOfOnePrefixSpillsToAllWorkers() throws Exception {
        Set<String> workers = new HashSet<>();
        for (Answer answer : flood(30, 200)) {
            workers.add(worker(answer));
        }
        assertThat(workers).hasSize(WORKERS);
    }

    @Test
    @Order(3)
    void aKilledReadersTasksEndOnTheOthersAsIfNothingHadHappened() throws Exception {
        String reader = worker(pipeline.client(0).generate(request(prompt(0, 99), 4)));
        List<Integer> prompt = prompt(0, 100);
        ClientCall running = pipeline.client(0).start(request(prompt, 3_000));
        running.awaitTokens(20, LIMIT);
        kill(reader);
        int atKill = running.tokens();
        // Some of these are written to topics that only the dead worker read.
        Set<String> later = new HashSet<>();
        for (Answer answer : flood(12, 40)) {
            later.add(worker(answer));
        }
        assertThat(running.answer().get(90, TimeUnit.SECONDS).ids()).isEqualTo(solo.greedy(prompt, 3_000));
        assertThat(atKill).as("the worker died in the middle").isLessThan(3_000);
        assertThat(later).isNotEmpty().doesNotContain(reader);
        await().atMost(LIMIT).untilAsserted(() -> {
            Set<String> heirs = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                heirs.add(worker(pipeline.client(0).generate(request(prompt(0, 200 + i), 4))));
            }
            assertThat(heirs).hasSize(1);
        });
    }

    /** All slots of a worker read the same topics when it is alone, which the group's assignor would deal out among them. */
    @Test
    @Order(4)
    void everySlotOfTheLastWorkerTakesTasks() {
        kill(worker(pipeline.client(0).generate(request(prompt(1, 300), 4))));
        // Each is answered when the last worker reads its topic, too.
        for (int prefix = 0; prefix < PREFIXES; prefix++) {
            pipeline.client(0).generate(request(prompt(prefix, 301), 4));
        }
        List<ClientCall> calls = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            calls.add(pipeline.client(0).start(request(prompt(slot, 302), 6_000)));
        }
        calls.forEach(call -> call.awaitTokens(20, LIMIT));
        assertThat(calls).as("run side by side").allSatisfy(call -> assertThat(call.tokens()).isLessThan(6_000));
        calls.forEach(ClientCall::cancel);
    }

    /** Requests of one prefix at once; their answers are those of the engine alone. */
    private static List<Answer> flood(int count, int tokens) throws Exception {
        List<ClientCall> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(pipeline.client(0).start(request(prompt(0, 1_000 + i), tokens)));
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Answer answer = calls.get(i).answer().get(90, TimeUnit.SECONDS);
            assertThat(answer.ids()).isEqualTo(solo.greedy(prompt(0, 1_000 + i), tokens));
            answers.add(answer);
        }
        return answers;
    }

    private static void kill(String workerId) {
        for (int i = 0; i < WORKERS; i++) {
            if (pipeline.worker(i).output().contains("worker " + workerId + " takes tasks")) {
                pipeline.worker(i).kill();
                return;
            }
        }
        throw new AssertionError("no worker " + workerId);
    }

    /** The worker of the attempt that ended the stream. */
    private static String worker(Answer answer) {
        return TokenLog.untilEnd(broker, answer.requestId(), LIMIT).stream().filter(StreamRecord::hasStart)
                .reduce((_, last) -> last).orElseThrow().getStart().getWorkerId();
    }

    /** 200 tokens that all prompts of a prefix begin with, and four of their own. */
    private static List<Integer> prompt(int prefix, int number) {
        Random random = new Random(prefix);
        List<Integer> prompt = new ArrayList<>(List.of(2));
        while (prompt.size() < 200) {
            prompt.add(270 + random.nextInt(240));
        }
        Random own = new Random(1_000L * prefix + number);
        own.ints(4, 270, 510).forEach(prompt::add);
        return prompt;
    }

    private static GenerateRequest request(List<Integer> prompt, int maxTokens) {
        return GenerationClient.greedy(Prompts.ids(prompt), maxTokens);
    }
}
