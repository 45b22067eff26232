package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.GetOperationRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.Cancel;
import io.gemstream.proto.v1.ControlRecord;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.FinishBody;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.cluster.TopicSpec;
import io.gemstream.service.cluster.TopicSpecs;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prompts on Kafka that are not as they should be: every one is answered or set aside. Two tokenizers share the partitions.
 * All topics had a transaction that was aborted before anybody read them, and end with its marker.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DirectPromptsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration DAY = Duration.ofHours(24);
    private static final int PROMPT_PARTITIONS = 8;
    private static final String ANSWERS = "answers";
    private static final String OTHERS = "other-answers";
    private static final String ABORTED = "aborted";

    private ProcessBroker broker;
    private Pipeline pipeline;
    private KafkaProducer<String, byte[]> producer;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        broker = ProcessBroker.start(data);
        producer = producer(Map.of());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            List<NewTopic> topics = new ArrayList<>(List.of(new NewTopic(ANSWERS, 1, (short) 1),
                    new NewTopic(OTHERS, 1, (short) 1)));
            for (Lane lane : Lane.values()) {
                // As topics made beforehand have it: the time is the producer's.
                topics.add(topic(TopicSpecs.prompts(lane, PROMPT_PARTITIONS, DAY),
                        Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime")));
            }
            for (TopicSpec spec : List.of(TopicSpecs.tokens(16, DAY, -1), TopicSpecs.control(), TopicSpecs.models(),
                    TopicSpecs.operations(DAY), TopicSpecs.deadLetters())) {
                topics.add(topic(spec, Map.of()));
            }
            admin.createTopics(topics).all().get();
        }
        inTransaction(aborting -> {
            send(aborting, new ProducerRecord<>(Topics.PROMPTS, ABORTED, prompt("ghost")), "reply-to", ANSWERS);
            put(aborting, Topics.TOKENS, StreamRecord.newBuilder().setFinish(FinishBody.newBuilder()
                    .setReason(FinishReason.CANCELLED)).build());
            put(aborting, Topics.CONTROL, ControlRecord.newBuilder().setRequestId(ABORTED)
                    .setCancel(Cancel.getDefaultInstance()).build());
            put(aborting, Topics.MODELS, ModelRecord.newBuilder().setRole(ModelRecord.Role.WORKER).setModel("ghost")
                    .setHeartbeatMs(System.currentTimeMillis()).setTimeToLiveMs(DAY.toMillis()).build());
            put(aborting, Topics.OPERATIONS, OperationRecord.newBuilder().setRequestId(ABORTED).setClaimId("ghost")
                    .setRequestHash(ByteString.copyFromUtf8("ghost")).setState(OperationRecord.State.QUEUED)
                    .setCreatedMs(System.currentTimeMillis()).build());
            put(aborting, Topics.DEAD_LETTERS, DeadLetterRecord.newBuilder().setTopic("ghost").build());
        });
        // No library can be unpacked where it should be, as with a folder that is mounted noexec, and that of zstd is lost.
        pipeline = Pipeline.start(broker, 1, 2, 1, Map.of("user.home", data.toString(),
                "org.xerial.snappy.tempdir", Files.createFile(data.resolve("no-folder")).toString(),
                "ZstdNativePath", data.resolve("no-library").toString()));
    }

    @AfterAll
    void stop() {
        if (pipeline != null) {
            pipeline.close();
        }
        if (producer != null) {
            producer.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** In one partition at once, then in other partitions and lanes, so of other processes, and after it was answered. */
    @Test
    void anIdThatIsUsedTwiceIsOneGenerationAndFailures() throws Exception {
        send(record(Topics.PROMPTS, 1, "reused", prompt("first")), "reply-to", ANSWERS);
        send(record(Topics.PROMPTS, 1, "reused", prompt("second")), "reply-to", ANSWERS);
        IntStream.range(2, PROMPT_PARTITIONS).forEach(partition -> send(
                record(Topics.PROMPTS, partition, "reused", prompt("other " + partition)), "reply-to", OTHERS));
        send(record(Topics.BATCH_PROMPTS, 0, "reused", prompt("batch")), "reply-to", OTHERS);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(reused()).hasSize(3 + 8));
        send(record(Topics.PROMPTS, 1, "reused", prompt("late")), "reply-to", ANSWERS);
        send(record(Topics.PROMPTS, 1, "reused", prompt("first")), "reply-to", OTHERS);
        await().atMost(LIMIT).untilAsserted(() -> assertThat(reused()).hasSize(3 + 10));
        // One of those that came at once was first, and those that were told otherwise came after its end.
        List<String> winners = Stream.of(ANSWERS, OTHERS).filter(topic ->
                types(topic, "reused").contains("io.gemstream.finished")).toList();
        assertThat(winners).hasSize(1);
        assertThat(types(winners.getFirst(), "reused")).startsWith("io.gemstream.tokens", "io.gemstream.tokens");
        List<ConsumerRecord<String, byte[]>> failures = reused().stream()
                .filter(event -> header(event, "ce_type").equals("io.gemstream.failed")).toList();
        assertThat(failures).hasSize(10).allSatisfy(failed -> {
            assertThat(text(failed)).contains("REQUEST_ID_REUSED", "request_id: \\\"reused\\\" names another request");
            assertThat(header(failed, "ce_id")).isNotEqualTo("reused/end");
        });
        assertThat(failures.stream().map(failed -> header(failed, "ce_id"))).doesNotHaveDuplicates();
    }

    private List<ConsumerRecord<String, byte[]>> reused() {
        return Stream.of(ANSWERS, OTHERS).flatMap(topic -> TopicRecords.of(broker, topic, "reused").stream()).toList();
    }

    @Test
    void thePromptThatIsWrittenTwiceIsAnsweredOnce() {
        for (int i = 0; i < 2; i++) {
            send(record(Topics.PROMPTS, 3, "twice", prompt("same")), "reply-to", ANSWERS);
        }
        awaitEnd(ANSWERS, "twice");
        send(record(Topics.PROMPTS, 4, "twice", prompt("same")), "reply-to", ANSWERS);
        send(record(Topics.PROMPTS, 4, "after-twice", prompt("other")), "reply-to", ANSWERS);
        awaitEnd(ANSWERS, "after-twice");
        assertThat(types(ANSWERS, "twice"))
                .containsExactly("io.gemstream.tokens", "io.gemstream.tokens", "io.gemstream.finished");
    }

    @Test
    void anIdThatIsUsedTwiceWithNobodyToTellIsADeadLetter() {
        send(record(Topics.PROMPTS, 5, "untold", prompt("first")));
        send(record(Topics.PROMPTS, 5, "untold", prompt("second")));
        assertThat(reason(awaitLetter("untold"))).contains(ErrorReason.REQUEST_ID_REUSED);
    }

    /** The epoch, seconds for milliseconds, two days ago; and a future that brokers let pass. */
    @Test
    void whateverTheTimeOfARecordItIsAnswered() {
        long now = System.currentTimeMillis();
        long[] times = {0, now / 1_000, now - Duration.ofDays(2).toMillis(), now + Duration.ofMinutes(30).toMillis()};
        for (int i = 0; i < times.length; i++) {
            send(producer, new ProducerRecord<>(Topics.PROMPTS, null, times[i], "time-" + i, prompt("time")),
                    "reply-to", ANSWERS);
        }
        for (int i = 0; i < times.length; i++) {
            awaitEnd(ANSWERS, "time-" + i);
        }
    }

    @Test
    void aRecordThatIsNoPromptIsSetAsideAndItsWriterTold() throws Exception {
        send(record(Topics.PROMPTS, 0, "soon", prompt("a")), "reply-to", ANSWERS, "x-deadline-ms", "soon");
        send(record(Topics.PROMPTS, 0, "seconds", prompt("a")), "reply-to", ANSWERS, "x-deadline-ms", "1796088118");
        send(record(Topics.PROMPTS, 0, "mode", prompt("a")), "reply-to", ANSWERS, "reply-mode", "whole");
        send(record(Topics.PROMPTS, 0, "tenant", prompt("a")), "reply-to", ANSWERS, "x-gemstream-tenant", "a b");
        send(record(Topics.PROMPTS, 0, "yaml", "model: m".getBytes(StandardCharsets.UTF_8)), "reply-to", ANSWERS);
        send(record(Topics.PROMPTS, 0, "topic", prompt("a")), "reply-to", "bad topic!");
        send(record(Topics.PROMPTS, 0, null, prompt("keyless")), "reply-to", OTHERS);

        Map<String, String> causes = Map.of("soon", "header x-deadline-ms: \"soon\"",
                "seconds", "milliseconds since 1970", "mode", "header reply-mode: \"whole\"",
                "tenant", "header x-gemstream-tenant: \"a b\"", "yaml", "text that is no JSON: \"model: m\"",
                "topic", "header reply-to: \"bad topic!\"");
        for (Map.Entry<String, String> cause : causes.entrySet()) {
            DeadLetterRecord letter = awaitLetter(cause.getKey());
            assertThat(reason(letter)).contains(ErrorReason.MALFORMED_RECORD);
            assertThat(letter.getCause().getMessage()).contains(cause.getValue());
            if (!cause.getKey().equals("topic")) {
                await().atMost(LIMIT).untilAsserted(() -> assertThat(TopicRecords.of(broker, ANSWERS, cause.getKey()))
                        .singleElement()
                        .satisfies(failed -> {
                            assertThat(header(failed, "ce_type")).isEqualTo("io.gemstream.failed");
                            assertThat(text(failed)).contains("MALFORMED_RECORD",
                                    cause.getValue().replace("\"", "\\\""));
                        }));
            }
        }
        await().atMost(LIMIT).untilAsserted(() ->
                assertThat(TopicRecords.of(broker, OTHERS).stream().map(DirectPromptsIT::text))
                .anySatisfy(failed -> assertThat(failed).contains("request_id: empty", Topics.PROMPTS + "-0@")));
        // None of them has taken its key.
        send(record(Topics.PROMPTS, 0, "soon", prompt("a")), "reply-to", ANSWERS);
        awaitEnd(ANSWERS, "soon");
    }

    @Test
    void formsOfAPromptThatAreUnambiguousAreAnswered() {
        String json = new String(prompt("form"), StandardCharsets.UTF_8);
        List<String> forms = List.of("\ufeff" + json, "\n" + json, "[" + json + "]",
                "\"" + json.replace("\"", "\\\"") + "\"", "\0\0\0\0\7" + json);
        for (int i = 0; i < forms.size(); i++) {
            send(record(Topics.PROMPTS, 2, "form-" + i, forms.get(i).getBytes(StandardCharsets.UTF_8)), "reply-to", ANSWERS);
        }
        for (int i = 0; i < forms.size(); i++) {
            awaitEnd(ANSWERS, "form-" + i);
        }
    }

    /** That the pipeline started, and every other test, shows that readers pass a marker at the end of a topic. */
    @Test
    void whatWasAbortedNeverHappened() {
        StatusRuntimeException unknown = catchThrowableOfType(StatusRuntimeException.class, () ->
                pipeline.client(0).longRunning().getOperation(
                        GetOperationRequest.newBuilder().setName("operations/" + ABORTED).build()));
        assertThat(GenerationClient.reason(unknown)).contains(ErrorReason.OPERATION_NOT_FOUND);
        send(record(Topics.PROMPTS, 6, ABORTED, prompt("not aborted")), "reply-to", ANSWERS);
        awaitEnd(ANSWERS, ABORTED);
        assertThat(types(ANSWERS, ABORTED))
                .containsExactly("io.gemstream.tokens", "io.gemstream.tokens", "io.gemstream.finished");
    }

    /** The workers are a share group, whose settings are the group's. */
    @Test
    void workersReadWhatIsCommitted() throws Exception {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, Topics.workerGroup(TinyModel.NAME));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(admin.describeConfigs(List.of(group)).all().get().get(group).get("share.isolation.level").value())
                    .isEqualTo("read_committed");
        }
    }

    @Test
    void aBatchThatSnappyCompressedIsReadWhereTheFolderOfItsLibraryIsNone() {
        try (KafkaProducer<String, byte[]> snappy = producer(Map.of("compression.type", "snappy"))) {
            send(snappy, record(Topics.PROMPTS, 3, "snappy", prompt("snappy ".repeat(100))), "reply-to", ANSWERS);
        }
        awaitEnd(ANSWERS, "snappy");
    }

    /** The last, since whoever gets this partition reads no other of the lane any more. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aChannelThatCannotReadIsNotReadyAndSaysWhy() throws Exception {
        try (KafkaProducer<String, byte[]> zstd = producer(Map.of("compression.type", "zstd"))) {
            send(zstd, record(Topics.BATCH_PROMPTS, 7, "zstd", prompt("zstd ".repeat(100))), "reply-to", ANSWERS);
        }
        List<JavaProcess> tokenizers = List.of(pipeline.tokenizer(0), pipeline.tokenizer(1));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(tokenizers).anySatisfy(tokenizer -> {
            HttpResponse<String> health = readiness(tokenizer);
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("channel tokenizer-batch-prompts, gemstream.prompts.batch-7",
                    "native library", "-Djava.io.tmpdir=");
        }));
        assertThat(tokenizers).extracting(JavaProcess::output).filteredOn(output -> output.contains("does not get on"))
                .singleElement(InstanceOfAssertFactories.STRING).containsOnlyOnce("does not get on");
        // The other lane is another channel.
        send(record(Topics.PROMPTS, 7, "beside", prompt("beside it")), "reply-to", ANSWERS);
        awaitEnd(ANSWERS, "beside");
    }

    private static HttpResponse<String> readiness(JavaProcess service) throws Exception {
        Matcher listening = Pattern.compile("Listening on: http://0\\.0\\.0\\.0:(\\d+)").matcher(service.output());
        assertThat(listening.find()).isTrue();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + listening.group(1) + "/q/health/ready")).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    /** While a transaction is open readers see what lies before it, and wait for no more. */
    @Test
    void theCommandLineReadsUpToAnOpenTransaction() {
        send(record(Topics.PROMPTS, 7, "letter", "no prompt".getBytes(StandardCharsets.UTF_8)));
        awaitLetter("letter");
        try (KafkaProducer<String, byte[]> open = producer(Map.of("transactional.id", "open"))) {
            open.initTransactions();
            open.beginTransaction();
            put(open, Topics.DEAD_LETTERS, DeadLetterRecord.newBuilder().setTopic("ghost").build());
            open.flush();
            try (JavaProcess cli = JavaProcess.start("dead-letters", "standalone", Map.of(), "dead-letters", "list",
                    "--kafka-bootstrap", broker.bootstrapServers())) {
                assertThat(cli.awaitExit(LIMIT)).as(cli.output()).isZero();
                assertThat(cli.output()).contains("letter").doesNotContain("ghost");
            }
            open.abortTransaction();
        }
    }

    private void inTransaction(Consumer<KafkaProducer<String, byte[]>> work) {
        try (KafkaProducer<String, byte[]> aborting = producer(Map.of("transactional.id", "aborting"))) {
            aborting.initTransactions();
            aborting.beginTransaction();
            work.accept(aborting);
            aborting.flush();
            aborting.abortTransaction();
        }
    }

    private KafkaProducer<String, byte[]> producer(Map<String, String> own) {
        Map<String, Object> settings = new HashMap<>(own);
        settings.put("bootstrap.servers", broker.bootstrapServers());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    private static NewTopic topic(TopicSpec spec, Map<String, String> own) {
        Map<String, String> configs = new HashMap<>(spec.configs());
        configs.putAll(own);
        return new NewTopic(spec.name(), spec.partitions(), (short) 1).configs(configs);
    }

    private static void put(KafkaProducer<String, byte[]> producer, String topic, Message value) {
        producer.send(new ProducerRecord<>(topic, ABORTED, value.toByteArray()));
    }

    /** As Spring Kafka's ReplyingKafkaTemplate asks, told to find the id in {@code ce_id}; its own headers say nothing. */
    @Test
    void aTemplateForRequestAndReplyFindsItsAnswer() {
        String key = "correlated";
        ProducerRecord<String, byte[]> request = new ProducerRecord<>(Topics.PROMPTS, key, prompt("a"));
        request.headers().add("kafka_correlationId", new byte[] {1, -1, 0, 7}).add("kafka_replyPartition", new byte[4]);
        send(request, "kafka_replyTopic", OTHERS, "reply-to", ANSWERS, "reply-mode", "result", "ce_id", key + "/end");
        await().atMost(LIMIT).until(() -> !TopicRecords.of(broker, ANSWERS, key).isEmpty());
        assertThat(TopicRecords.of(broker, ANSWERS, key)).singleElement().satisfies(event -> {
            assertThat(header(event, "ce_id")).isEqualTo(key + "/end");
            assertThat(header(event, "ce_type")).isEqualTo("io.gemstream.result");
        });
        assertThat(TopicRecords.of(broker, OTHERS, key)).isEmpty();
    }

    private static byte[] prompt(String text) {
        return """
                {"model": "%s", "prompt": {"text": "%s"}, "sampling": {"temperature": 0, "maxTokens": 2, "ignoreEos": true}}"""
                .formatted(TinyModel.NAME, text).getBytes(StandardCharsets.UTF_8);
    }

    private static ProducerRecord<String, byte[]> record(String topic, int partition, String key, byte[] value) {
        return new ProducerRecord<>(topic, partition, key, value);
    }

    private void send(ProducerRecord<String, byte[]> record, String... headers) {
        send(producer, record, headers);
    }

    private static void send(KafkaProducer<String, byte[]> producer, ProducerRecord<String, byte[]> record,
            String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        producer.send(record);
    }

    private void awaitEnd(String topic, String key) {
        await().atMost(LIMIT).until(() -> TopicRecords.of(broker, topic, key).stream()
                .anyMatch(event -> header(event, "ce_id").equals(key + "/end")));
        assertThat(types(topic, key)).as(key).contains("io.gemstream.finished");
    }

    private DeadLetterRecord awaitLetter(String key) {
        Optional<ConsumerRecord<String, byte[]>> letter = await().atMost(LIMIT).until(
                () -> TopicRecords.of(broker, Topics.DEAD_LETTERS, key).stream().reduce((_, last) -> last),
                Optional::isPresent);
        try {
            return DeadLetterRecord.parseFrom(letter.orElseThrow().value());
        } catch (com.google.protobuf.InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static Optional<ErrorReason> reason(DeadLetterRecord letter) {
        return ErrorStatus.reason(letter.getCause());
    }

    private List<String> types(String topic, String key) {
        return TopicRecords.of(broker, topic, key).stream().map(event -> header(event, "ce_type")).toList();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }
}
