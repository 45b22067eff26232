package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.service.cluster.TopicProvisioner;
import io.gemstream.service.cluster.TopicSpec;
import io.gemstream.service.cluster.TopicSpecs;
import io.gemstream.service.kafka.KafkaFutures;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of requests that wait in a topic, or for one, while it is deleted alone: each ends, with its answer or with
 * a reason, and none waits for a deadline, for there is none. Processes are frozen where it must be certain who has what.
 */
@Tag("long")
class DeletedTopicsIT {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration RETENTION = Duration.ofHours(24);
    private static final int TOKENS = 40;
    /** Too many to be done before their worker is frozen. */
    private static final int RUNNING_TOKENS = 4_000;
    private static final int WAITING = 8;
    /** The shortest there may be; it is renewed after a third of it. */
    private static final Duration LOCK = Duration.ofSeconds(15);
    private static final Duration UNTIL_RENEWAL = LOCK.dividedBy(3).plusSeconds(1);
    private static final String DIRECT = "written-directly";
    private static final String ANSWERS = "answers";
    private static final String TASKS = Topics.tasks(TinyModel.NAME);

    private final List<Integer> prompt = TinyModel.golden().promptIds();

    @Test
    void everyRequestEndsWhateverTopicIsDeleted(@TempDir Path data) throws Exception {
        run(data, (broker, pipeline, admin, expected) -> {
            for (Lane lane : Lane.values()) {
                promptsInTheTopicAreLost(pipeline, admin, lane, expected);
            }
            promptsOfTasksThatWaitAreLost(broker, pipeline, admin, expected);
            tasksAreReleasedOnceMoreAndRunningOnesGoOn(pipeline, admin, expected);
        });
    }

    @Test
    void everyRequestEndsWhateverTopicIsMadeAnewBetweenTwoLooks(@TempDir Path data) throws Exception {
        run(data, (_, pipeline, admin, expected) -> {
            for (TopicSpec topic : topics()) {
                isMadeAnewBetweenTwoLooks(pipeline, admin, topic, expected);
            }
        });
    }

    private interface Scenario {
        void play(Broker broker, Pipeline pipeline, Admin admin, List<Integer> expected) throws Exception;
    }

    private void run(Path data, Scenario scenario) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of(
                        "gemstream.gateway.max-backlog", "1h",
                        "gemstream.topics.affinity", "0",
                        "gemstream.topics.task-lock", LOCK.toSeconds() + "s",
                        "gemstream.topics.watch", "500ms",
                        "gemstream.worker.slots", "1"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            scenario.play(broker, pipeline, admin, solo.greedy(prompt, RUNNING_TOKENS));
            pipeline.assertAlive();
        }
    }

    private void promptsInTheTopicAreLost(Pipeline pipeline, Admin admin, Lane lane, List<Integer> expected)
            throws Exception {
        pipeline.tokenizer(0).freeze();
        List<ClientCall> calls = waiting(pipeline, lane, WAITING);
        delete(admin, lane.topic());
        pipeline.tokenizer(0).thaw();
        // The first may be in the answer to a fetch that was sent before, and such an answer ends with it.
        requireEnd(calls.getFirst(), expected, ErrorReason.REQUEST_LOST);
        for (ClientCall call : calls.subList(1, calls.size())) {
            assertThat(requireEnd(call, expected, ErrorReason.REQUEST_LOST)).contains(ErrorReason.REQUEST_LOST);
            Operation operation = operation(pipeline, call.requestId());
            assertThat(operation.getDone()).isTrue();
            assertThat(ErrorStatus.reason(operation.getError())).contains(ErrorReason.REQUEST_LOST);
        }
        awaitServed(pipeline, lane, expected);
    }

    private void promptsOfTasksThatWaitAreLost(Broker broker, Pipeline pipeline, Admin admin, List<Integer> expected)
            throws Exception {
        ClientCall running = running(pipeline);
        pipeline.worker(0).freeze();
        List<ClientCall> calls = waiting(pipeline, Lane.INTERACTIVE, WAITING);
        admin.createTopics(List.of(new NewTopic(ANSWERS, 1, (short) 1))).all().get();
        writeDirectly(broker);
        await("it has a row").atMost(LIMIT).ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> !operation(pipeline, DIRECT).getDone());
        delete(admin, Topics.PROMPTS);
        List<Optional<ErrorReason>> ends = new ArrayList<>();
        // All but the few that were released: their tasks are not lost.
        await("one is lost").atMost(LIMIT).until(
                () -> calls.stream().anyMatch(call -> call.answer().isCompletedExceptionally()));
        pipeline.worker(0).thaw();
        for (ClientCall call : calls) {
            ends.add(requireEnd(call, expected, ErrorReason.REQUEST_LOST));
        }
        assertThat(ends).contains(Optional.of(ErrorReason.REQUEST_LOST));
        assertThat(requireEnd(running, expected)).isEmpty();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(answers(broker)).singleElement()
                .satisfies(event -> assertThat(event).contains(ErrorReason.REQUEST_LOST.name())));
        awaitServed(pipeline, Lane.INTERACTIVE, expected);
    }

    private void tasksAreReleasedOnceMoreAndRunningOnesGoOn(Pipeline pipeline, Admin admin, List<Integer> expected)
            throws Exception {
        long before = end(admin, TASKS);
        ClientCall running = running(pipeline);
        long runningNs = System.nanoTime();
        pipeline.worker(0).freeze();
        List<ClientCall> calls = waiting(pipeline, Lane.INTERACTIVE, WAITING);
        await("a task lies in the topic").atMost(LIMIT).until(() -> end(admin, TASKS) > before + 1);
        delete(admin, TASKS);
        await("the lock is to be renewed").atMost(LIMIT)
                .until(() -> System.nanoTime() - runningNs > UNTIL_RENEWAL.toNanos());
        pipeline.worker(0).thaw();
        assertThat(requireEnd(running, expected)).isEmpty();
        for (ClientCall call : calls) {
            assertThat(requireEnd(call, expected)).isEmpty();
        }
        assertThat(pipeline.worker(0).output()).contains("lost with its topic; its attempt goes on");
    }

    /** No process sees the topic gone, only that it is another. */
    private void isMadeAnewBetweenTwoLooks(Pipeline pipeline, Admin admin, TopicSpec topic, List<Integer> expected)
            throws Exception {
        List<JavaProcess> processes = List.of(pipeline.tokenizer(0), pipeline.worker(0), pipeline.gateway(0));
        // Gateways have nothing to do with tasks.
        List<JavaProcess> concerned = processes.subList(0, Topics.holdsTasks(topic.name()) ? 2 : 3);
        List<Long> before = concerned.stream().map(process -> losses(process, topic)).toList();
        pipeline.tokenizer(0).freeze();
        List<ClientCall> calls = waiting(pipeline, Lane.INTERACTIVE, 2);
        processes.subList(1, processes.size()).forEach(JavaProcess::freeze);
        admin.deleteTopics(List.of(topic.name())).all().get();
        await(topic.name() + " can be made").atMost(LIMIT).ignoreExceptionsInstanceOf(TopicExistsException.class)
                .until(() -> KafkaFutures.await(
                        TopicProvisioner.create(admin, List.of(topic), (short) -1).get(topic.name())) == null);
        processes.forEach(JavaProcess::thaw);
        for (ClientCall call : calls) {
            requireEnd(call, expected, ErrorReason.REQUEST_LOST, ErrorReason.CURSOR_EXPIRED);
        }
        for (int i = 0; i < concerned.size(); i++) {
            int at = i;
            await(concerned.get(at).name() + " has seen that " + topic.name() + " is another").atMost(LIMIT)
                    .until(() -> losses(concerned.get(at), topic) > before.get(at));
        }
        awaitServed(pipeline, Lane.INTERACTIVE, expected);
    }

    private static long losses(JavaProcess process, TopicSpec topic) {
        return process.output().lines().filter(line -> line.contains(topic.name() + ": lost with all records")).count();
    }

    private static List<TopicSpec> topics() {
        return List.of(TopicSpecs.prompts(Lane.INTERACTIVE, 8, RETENTION), TopicSpecs.tokens(16, RETENTION, -1),
                TopicSpecs.operations(RETENTION), TopicSpecs.models(), TopicSpecs.control(),
                TopicSpecs.taskTopic(TinyModel.NAME, RETENTION));
    }

    /** A generation that has begun, and will take a while. */
    private ClientCall running(Pipeline pipeline) {
        ClientCall running = pipeline.client(0).start(request(Lane.INTERACTIVE, RUNNING_TOKENS));
        running.awaitTokens(1, LIMIT);
        return running;
    }

    /** Requests that were accepted, one after the other; a gateway refuses them while it sees to a topic. */
    private List<ClientCall> waiting(Pipeline pipeline, Lane lane, int count) {
        List<ClientCall> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(await().atMost(LIMIT).ignoreExceptionsInstanceOf(CompletionException.class).until(() -> {
                ClientCall call = pipeline.client(0).start(request(lane, TOKENS));
                call.awaitAccepted(LIMIT);
                return call;
            }, _ -> true));
        }
        return calls;
    }

    private static Operation operation(Pipeline pipeline, String requestId) {
        return pipeline.client(0).longRunning().getOperation(
                GetOperationRequest.newBuilder().setName("operations/" + requestId).build());
    }

    /** A prompt that comes from no gateway. */
    private static void writeDirectly(Broker broker) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(), new StringSerializer())) {
            ProducerRecord<String, String> record = new ProducerRecord<>(Topics.PROMPTS, DIRECT, """
                    {"model": "%s", "prompt": {"text": "hello"}, "sampling": {"maxTokens": 2}}""".formatted(TinyModel.NAME));
            record.headers().add("reply-to", ANSWERS.getBytes(StandardCharsets.UTF_8));
            producer.send(record).get();
        }
    }

    private static List<String> answers(Broker broker) {
        return TopicRecords.of(broker, ANSWERS).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8)).toList();
    }

    /** Deletes a topic and waits until a service has made it again. */
    private static void delete(Admin admin, String topic) throws Exception {
        Uuid deleted = id(admin, topic);
        admin.deleteTopics(List.of(topic)).all().get();
        await(topic + " is made again").atMost(LIMIT).ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> !id(admin, topic).equals(deleted));
    }

    private static Uuid id(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).topicId();
    }

    private static long end(Admin admin, String topic) throws Exception {
        TopicPartition only = new TopicPartition(topic, 0);
        return admin.listOffsets(Map.of(only, OffsetSpec.latest())).partitionResult(only).get().offset();
    }

    /** Waits for the answer, which is as expected, or for one of these failures. */
    private static Optional<ErrorReason> requireEnd(ClientCall call, List<Integer> expected, ErrorReason... failures)
            throws Exception {
        try {
            List<Integer> ids = call.answer().get(LIMIT.toSeconds(), TimeUnit.SECONDS).ids();
            assertThat(ids).isEqualTo(expected.subList(0, ids.size())).hasSizeGreaterThanOrEqualTo(TOKENS);
            return Optional.empty();
        } catch (ExecutionException failed) {
            Optional<ErrorReason> reason = GenerationClient.reason((StatusRuntimeException) failed.getCause());
            assertThat(reason).as("%s", failed.getCause()).isPresent();
            assertThat(reason.orElseThrow()).isIn((Object[]) failures);
            return reason;
        }
    }

    /** Until all is well requests are refused, or end with the log that they wrote to. */
    private void awaitServed(Pipeline pipeline, Lane lane, List<Integer> expected) {
        await().atMost(LIMIT).ignoreExceptionsInstanceOf(StatusRuntimeException.class).untilAsserted(() ->
                assertThat(pipeline.client(0).generate(request(lane, TOKENS)).ids())
                        .isEqualTo(expected.subList(0, TOKENS)));
    }

    private GenerateRequest request(Lane lane, int tokens) {
        return GenerationClient.greedy(Prompts.ids(prompt), tokens).toBuilder()
                .setPriority(lane.priority()).build();
    }
}
