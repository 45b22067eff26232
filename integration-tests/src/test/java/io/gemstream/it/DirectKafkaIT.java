package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.util.JsonFormat;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.testing.oracle.GreedyGolden;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that know Kafka and nothing else: JSON in, CloudEvents out. */
class DirectKafkaIT {

    private static final String REPLIES = "answers";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aPromptOnKafkaIsAnsweredWhereItSays(@TempDir Path data) throws Exception {
        GreedyGolden golden = TinyModel.golden();
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of());
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(),
                        new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(REPLIES, 1, (short) 1))).all().get();
            String prompt = """
                    {"model": "%s", "prompt": {"tokenIds": {"ids": %s}},
                     "sampling": {"temperature": 0, "maxTokens": 32, "ignoreEos": true}}"""
                    .formatted(TinyModel.NAME, golden.promptIds());
            producer.send(record("streamed", prompt, "reply-to", REPLIES));
            producer.send(record("whole", prompt, "reply-to", REPLIES, "reply-mode", "result"));
            producer.send(record("refused", "{\"model\": \"nope\", \"prompt\": {\"text\": \"a\"}}", "reply-to", REPLIES));
            producer.send(record("unsuited", prompt.replace("\"maxTokens\": 32", "\"maxTokens\": 0"), "reply-to", REPLIES));
            producer.send(record("broken", "{\"model\": "));
            producer.send(record("ours", prompt, "reply-to", Topics.TOKENS)).get();

            List<ConsumerRecord<String, byte[]>> answers = read(broker, REPLIES, "replies", records ->
                    records.stream().filter(record -> header(record.headers(), "ce_id").endsWith("/end")).count() == 4);
            List<Integer> streamed = new ArrayList<>();
            for (ConsumerRecord<String, byte[]> answer : of(answers, "streamed")) {
                GenerateResponse.Builder event = GenerateResponse.newBuilder();
                JsonFormat.parser().merge(new String(answer.value(), StandardCharsets.UTF_8), event);
                streamed.addAll(event.getTokens().getIdsList());
                assertThat(header(answer.headers(), "ce_specversion")).isEqualTo("1.0");
                assertThat(header(answer.headers(), "content-type")).isEqualTo("application/json");
            }
            assertThat(streamed).isEqualTo(golden.greedyIds());
            GenerationResult.Builder whole = GenerationResult.newBuilder();
            JsonFormat.parser().merge(new String(of(answers, "whole").getFirst().value(), StandardCharsets.UTF_8), whole);
            assertThat(whole.getIdsList()).isEqualTo(golden.greedyIds());
            assertThat(of(answers, "refused")).singleElement().satisfies(failed -> {
                assertThat(header(failed.headers(), "ce_type")).isEqualTo("io.gemstream.failed");
                assertThat(new String(failed.value(), StandardCharsets.UTF_8)).contains("MODEL_NOT_FOUND");
            });
            assertThat(of(answers, "unsuited")).singleElement().satisfies(failed ->
                    assertThat(new String(failed.value(), StandardCharsets.UTF_8))
                            .contains("INVALID_OPTION", "max_tokens: 0 (expected: "));
            List<ConsumerRecord<String, byte[]>> dead = read(broker, Topics.DEAD_LETTERS, "letters", records -> records.size() == 2);
            assertThat(dead).extracting(ConsumerRecord::key).containsExactlyInAnyOrder("broken", "ours");
            for (ConsumerRecord<String, byte[]> letter : dead) {
                assertThat(ErrorStatus.reason(DeadLetterRecord.parseFrom(letter.value()).getCause()))
                        .contains(ErrorReason.MALFORMED_RECORD);
            }
            assertTriedAgainByTheCommandLine(broker, dead.getFirst());
            try (JavaProcess audit = JavaProcess.start("audit", "standalone", Map.of(), "audit", "whole",
                    "--kafka-bootstrap", broker.bootstrapServers(), "--target", "127.0.0.1:" + pipeline.grpcPort(0))) {
                assertThat(audit.awaitExit(LIMIT)).as(audit.output()).isZero();
                assertThat(audit.output()).contains("32 tokens, all the same");
            }
            pipeline.assertAlive();
        }
    }

    /** It fails again, with the same content and headers: that it does shows that it was tried. */
    private static void assertTriedAgainByTheCommandLine(Broker broker, ConsumerRecord<String, byte[]> first)
            throws Exception {
        String offset = Long.toString(first.offset());
        for (List<String> command : List.of(List.of("list"), List.of("show", offset), List.of("redrive", offset))) {
            List<String> arguments = new ArrayList<>(List.of("dead-letters", command.getFirst(),
                    "--kafka-bootstrap", broker.bootstrapServers()));
            arguments.addAll(command.subList(1, command.size()));
            try (JavaProcess cli = JavaProcess.start("dead-letters", "standalone", Map.of(),
                    arguments.toArray(String[]::new))) {
                assertThat(cli.awaitExit(LIMIT)).as(cli.output()).isZero();
                assertThat(cli.output()).contains(first.key());
            }
        }
        List<ConsumerRecord<String, byte[]>> letters = read(broker, Topics.DEAD_LETTERS, "again",
                records -> records.size() == 3);
        DeadLetterRecord before = DeadLetterRecord.parseFrom(letters.getFirst().value());
        DeadLetterRecord after = DeadLetterRecord.parseFrom(letters.getLast().value());
        assertThat(after.getKey()).isEqualTo(before.getKey());
        assertThat(after.getValue()).isEqualTo(before.getValue());
        assertThat(after.getHeadersMap()).isEqualTo(before.getHeadersMap());
        assertThat(after.getOffset()).isNotEqualTo(before.getOffset());
    }

    private static ProducerRecord<String, String> record(String key, String value, String... headers) {
        ProducerRecord<String, String> record = new ProducerRecord<>(Topics.PROMPTS, key, value);
        for (int i = 0; i < headers.length; i += 2) {
            record.headers().add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }

    private static List<ConsumerRecord<String, byte[]>> read(Broker broker, String topic, String group,
            java.util.function.Predicate<List<ConsumerRecord<String, byte[]>>> enough) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "group.id", group, "auto.offset.reset", "earliest"),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            await().atMost(LIMIT).pollInSameThread().until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                return enough.test(records);
            });
            return records;
        }
    }

    private static List<ConsumerRecord<String, byte[]>> of(List<ConsumerRecord<String, byte[]>> records, String key) {
        return records.stream().filter(record -> record.key().equals(key)).toList();
    }

    private static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
