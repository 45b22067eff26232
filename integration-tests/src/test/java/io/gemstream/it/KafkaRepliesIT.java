package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.Reply;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Answers on topics that are too small or not there, and answers whose gateway is killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaRepliesIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String ANSWERS = "answers";

    private ProcessBroker broker;
    private Pipeline pipeline;
    private OperationsGrpc.OperationsBlockingStub operations;
    private Admin admin;
    private KafkaProducer<String, String> producer;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        broker = ProcessBroker.start(data);
        pipeline = Pipeline.start(broker, 2, 1, 1, Map.of("gemstream.gateway.reply-topic-grace", "5s"));
        operations = pipeline.client(0).longRunning();
        Map<String, Object> cluster = Map.of("bootstrap.servers", broker.bootstrapServers());
        admin = Admin.create(cluster);
        admin.createTopics(List.of(new NewTopic(ANSWERS, 1, (short) 1))).all().get();
        producer = new KafkaProducer<>(cluster, new StringSerializer(), new StringSerializer());
    }

    @AfterAll
    void stop() {
        producer.close();
        admin.close();
        pipeline.close();
        broker.close();
    }

    @Test
    void anAnswerTooLargeForItsTopicIsGivenUpOnceAndSentWhenTheTopicTakesIt() throws Exception {
        admin.createTopics(List.of(new NewTopic("small", 1, (short) 1).configs(Map.of("max.message.bytes", "1500"))))
                .all().get();
        ask("large", 60, "\"logprobs\": 20", "small", "result");

        Reply reply = awaitReply("large", Reply.State.FAILED);
        assertThat(ErrorStatus.reason(reply.getError())).contains(ErrorReason.REPLY_FAILED);
        assertThat(TopicRecords.of(broker, "small", "large")).singleElement().satisfies(failed -> {
            assertThat(header(failed, "ce_type")).isEqualTo("io.gemstream.failed");
            assertThat(text(failed)).contains("REPLY_FAILED", "RecordTooLarge");
        });
        assertThat(operation("large").getResponse().unpack(GenerationResult.class).getIdsCount()).isEqualTo(60);
        Matcher letter = Pattern.compile("(?m)^(\\d+)  .*REPLY_FAILED.*key large$").matcher(deadLetters("list"));
        assertThat(letter.find()).isTrue();
        String offset = letter.group(1);
        assertThat(letter.find()).as("a second letter").isFalse();
        assertThat(deadLetters("show", offset)).contains("RecordTooLarge", "\"replyTo\": \"small\"");

        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, "small"),
                List.of(new AlterConfigOp(new ConfigEntry("max.message.bytes", "100000"), AlterConfigOp.OpType.SET))))
                .all().get();
        assertThat(deadLetters("redrive", offset)).contains("operations/large, answer to small");
        awaitReply("large", Reply.State.DELIVERED);
        assertThat(TopicRecords.of(broker, "small", "large").stream().map(KafkaRepliesIT::id))
                .containsExactly("large/undelivered/0", "large/end");
    }

    @Test
    void promptsWithTopicsThatAreNotThereDelayNobodyAndEnd() throws Exception {
        for (int i = 0; i < 20; i++) {
            ask("lost" + i, 4, "\"seed\": 1", "no-such-topic", i % 2 == 0 ? "stream" : "result");
        }
        ask("found", 4, "\"seed\": 1", ANSWERS, "result");
        awaitReply("found", Reply.State.DELIVERED);
        for (int i = 0; i < 20; i++) {
            assertThat(awaitReply("lost" + i, Reply.State.FAILED).getError().getMessage()).contains("does not exist");
        }
    }

    @Test
    void aResultHasTheScoresAndNoTwoEventsShareAnId() throws Exception {
        ask("whole", 8, "\"promptLogprobs\": 3", ANSWERS, "result");
        ask("events", 8, "\"promptLogprobs\": 3", ANSWERS, "stream");
        awaitReply("whole", Reply.State.DELIVERED);
        awaitReply("events", Reply.State.DELIVERED);

        GenerationResult.Builder whole = GenerationResult.newBuilder();
        JsonFormat.parser().merge(text(TopicRecords.of(broker, ANSWERS, "whole").getFirst()), whole);
        assertThat(whole.build()).isEqualTo(operation("whole").getResponse().unpack(GenerationResult.class));
        assertThat(whole.getPromptLogprobsList()).isNotEmpty();
        assertThat(TopicRecords.of(broker, ANSWERS, "events").stream().map(KafkaRepliesIT::id)).doesNotHaveDuplicates()
                .contains("events/prompt/1", "events/0", "events/7", "events/end");
    }

    @Test
    void anAnswerWhoseGatewayIsKilledIsWrittenByTheOtherWithTheSameIds() throws Exception {
        List<String> asked = IntStream.range(0, 4).mapToObj(i -> "taken-over" + i).toList();
        for (String id : asked) {
            ask(id, 1_000, "\"seed\": 1", ANSWERS, "stream");
        }
        await().atMost(LIMIT).until(() -> asked.stream()
                .filter(id -> !TopicRecords.of(broker, ANSWERS, id).isEmpty()).count() >= 2);
        pipeline.gateway(1).kill();
        for (String id : asked) {
            awaitReply(id, Reply.State.DELIVERED);
            Map<String, String> events = new HashMap<>();
            Set<String> order = new LinkedHashSet<>();
            for (ConsumerRecord<String, byte[]> event : TopicRecords.of(broker, ANSWERS, id)) {
                assertThat(events.merge(id(event), text(event), (first, _) -> first)).as(id(event)).isEqualTo(text(event));
                order.add(id(event));
            }
            assertThat(order).containsExactlyElementsOf(ids(id, 1_000));
        }
        pipeline.restartGateway(1);
        pipeline.awaitServing(1, 1);
    }

    private void ask(String id, int maxTokens, String option, String replyTo, String mode) throws Exception {
        ProducerRecord<String, String> prompt = new ProducerRecord<>(Topics.PROMPTS, id, """
                {"model": "%s", "prompt": {"tokenIds": {"ids": [2, 300, 301, 302]}},
                 "sampling": {"temperature": 0, "maxTokens": %d, "ignoreEos": true, %s}}"""
                .formatted(TinyModel.NAME, maxTokens, option));
        prompt.headers().add("reply-to", replyTo.getBytes(StandardCharsets.UTF_8));
        prompt.headers().add("reply-mode", mode.getBytes(StandardCharsets.UTF_8));
        producer.send(prompt).get();
    }

    private static List<String> ids(String request, int tokens) {
        List<String> ids = new ArrayList<>(IntStream.range(0, tokens).mapToObj(index -> request + "/" + index).toList());
        ids.add(request + "/end");
        return ids;
    }

    private Reply awaitReply(String id, Reply.State state) throws Exception {
        Operation operation = await().atMost(LIMIT).ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                .until(() -> operation(id), known -> reply(known).getState() == state);
        assertThat(operation.getDone()).isTrue();
        return reply(operation);
    }

    private static Reply reply(Operation operation) {
        try {
            return operation.getMetadata().unpack(GenerationMetadata.class).getReply();
        } catch (InvalidProtocolBufferException notOurs) {
            throw new AssertionError(notOurs);
        }
    }

    private Operation operation(String id) {
        return operations.getOperation(GetOperationRequest.newBuilder().setName("operations/" + id).build());
    }

    private String deadLetters(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters", command, "--kafka-bootstrap", broker.bootstrapServers()));
        all.addAll(List.of(arguments));
        try (JavaProcess process = JavaProcess.start("dead-letters", "standalone", Map.of(), all.toArray(String[]::new))) {
            assertThat(process.awaitExit(LIMIT)).as(process.output()).isZero();
            return process.output();
        }
    }

    private static String id(ConsumerRecord<String, byte[]> event) {
        return header(event, "ce_id");
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }
}
