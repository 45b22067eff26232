package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.common.Uuid;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that change under running services: one grows, some are deleted, and all of them are lost with the broker's disk. */
@Tag("long")
class TopicLossIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int PARTITIONS = 2;
    private static final int GROWN = 12;
    private static final int RUNNING = 4;
    /** That all of them should keep their partition when two become twelve is as likely as 6^-12. */
    private static final int REQUESTS = 12;
    private static final int TOKENS = 100;
    /** Without bounds it was 400 a second for each of three clients. */
    private static final int MOST_LINES = 150;

    @Test
    void streamsStayWhereTheyBeganAndRequestsAreTakenAgainWhenTopicsAreMadeAnew(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of(
                        "gemstream.gateway.max-backlog", "1h",
                        "gemstream.topics.token-partitions", Integer.toString(PARTITIONS),
                        "gemstream.topics.watch", "500ms"));
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            List<Integer> expected = solo.greedy(TinyModel.golden().promptIds(), TOKENS);
            growsUnderStreams(broker, pipeline, expected);
            areDeletedOneByOne(broker, pipeline, expected);
            isLostWithTheDisk(broker, data, pipeline, expected);
        }
    }

    private static void growsUnderStreams(Broker broker, Pipeline pipeline, List<Integer> expected) throws Exception {
        List<ClientCall> calls = new ArrayList<>();
        for (int i = 0; i < RUNNING; i++) {
            calls.add(pipeline.client(0).start(request(TOKENS)));
        }
        calls.getFirst().awaitTokens(1, LIMIT);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createPartitions(Map.of(Topics.TOKENS, NewPartitions.increaseTo(GROWN))).all().get();
        }
        // Before and after each of the processes has seen it.
        for (int i = 0; i < REQUESTS; i++) {
            calls.add(pipeline.client(0).start(request(TOKENS)));
        }
        for (ClientCall call : calls) {
            assertThat(call.answer().get(LIMIT.toSeconds(), TimeUnit.SECONDS).ids()).isEqualTo(expected);
        }
    }

    private static void areDeletedOneByOne(Broker broker, Pipeline pipeline, List<Integer> expected) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            for (String topic : List.of(
                    Topics.PROMPTS, Topics.OPERATIONS, Topics.TOKENS, Topics.MODELS, Topics.tasks(TinyModel.NAME))) {
                Uuid deleted = id(admin, topic);
                admin.deleteTopics(List.of(topic)).all().get();
                await(topic + " is made again").atMost(LIMIT).ignoreExceptionsInstanceOf(ExecutionException.class)
                        .until(() -> !id(admin, topic).equals(deleted));
                awaitServed(pipeline, topic + " was deleted", expected);
            }
        }
    }

    private static Uuid id(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).topicId();
    }

    private static void isLostWithTheDisk(ProcessBroker broker, Path data, Pipeline pipeline, List<Integer> expected)
            throws Exception {
        List<JavaProcess> processes = List.of(pipeline.gateway(0), pipeline.tokenizer(0), pipeline.worker(0));
        List<Long> linesBefore = processes.stream().map(process -> process.output().lines().count()).toList();
        ClientCall lost = pipeline.client(0).start(request(8_000));
        lost.awaitTokens(1, LIMIT);
        broker.kill();
        delete(data);
        broker.restart();

        ExecutionException ended = Assertions.catchThrowableOfType(
                ExecutionException.class, () -> lost.answer().get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertThat(GenerationClient.reason((StatusRuntimeException) ended.getCause())).contains(ErrorReason.CURSOR_EXPIRED);
        for (JavaProcess process : processes) {
            await().atMost(LIMIT).untilAsserted(() -> assertThat(process.output())
                    .containsPattern("not ready: TOPIC_UNUSABLE: .*gemstream.tokens.*lost with all records"));
        }
        awaitServed(pipeline, "the disk was lost", expected);
        for (JavaProcess process : processes) {
            // A question that is answered with no is a line in the log, too.
            await().atMost(LIMIT).pollInterval(Duration.ofSeconds(1)).until(() -> Health.ready(process));
        }
        for (int i = 0; i < processes.size(); i++) {
            assertThat(processes.get(i).output().lines().count() - linesBefore.get(i))
                    .as(processes.get(i).name()).isLessThan(MOST_LINES);
        }
        pipeline.assertAlive();
    }

    /** Until all is well requests are refused, or end with the log that they wrote to. */
    private static void awaitServed(Pipeline pipeline, String after, List<Integer> expected) {
        await(after).atMost(LIMIT).ignoreExceptionsInstanceOf(StatusRuntimeException.class).untilAsserted(() ->
                assertThat(pipeline.client(0).generate(request(TOKENS)).ids()).isEqualTo(expected));
    }

    private static GenerateRequest request(int tokens) {
        return GenerationClient.greedy(Prompts.ids(TinyModel.golden().promptIds()), tokens);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).filter(file -> !file.equals(folder)).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
