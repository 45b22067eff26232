package io.gemstream.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.DeadLetterRecord;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.service.kafka.BoundedRead;
import io.gemstream.standalone.broker.BrokerSettings;
import io.gemstream.standalone.broker.EmbeddedBroker;
import io.gemstream.testing.Ports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What commands find in topics, and put back: {@link DeadLetterBox} and {@link TaskArchive} before a real broker. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoredRecordsTest {

    private static final String MODEL = "tiny";
    private static final String FAILED = "failed";

    private EmbeddedBroker broker;
    private KafkaProducer<byte[], byte[]> producer;
    private Admin admin;
    private DeadLetterBox box;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        broker = EmbeddedBroker.start(new BrokerSettings(data, Ports.free()));
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 0);
        producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        admin = Admin.create(config);
        admin.createTopics(List.of(topic(Topics.DEAD_LETTERS), topic(FAILED), topic(Topics.tasks(MODEL)),
                topic(Topics.affinity(0, MODEL)))).all().get();
        box = new DeadLetterBox(broker.bootstrapServers());
    }

    @AfterAll
    void stop() {
        producer.close();
        admin.close();
        broker.close();
    }

    @Test
    void aLetterIsFoundByItsOffsetAndItsRecordComesBackWithoutItsDeadline() throws Exception {
        long offset = letter(DeadLetterRecord.newBuilder().setTopic(FAILED)
                .setKey(ByteString.copyFromUtf8("small")).setValue(ByteString.copyFromUtf8("value"))
                .putHeaders("kept", ByteString.copyFromUtf8("1"))
                .putHeaders(RecordHeaders.DEADLINE_MS, ByteString.copyFromUtf8("1")).build());
        assertThat(box.read()).extracting(DeadLetterBox.Letter::offset).contains(offset);

        box.resend(box.read(offset));
        ConsumerRecord<byte[], byte[]> again = all(FAILED, "small").getLast();
        assertThat(again.value()).asString(StandardCharsets.UTF_8).isEqualTo("value");
        assertThat(Arrays.stream(again.headers().toArray()).map(header -> header.key())).containsExactly("kept");
        assertFails(() -> box.read(offset + 1_000), ErrorReason.INVALID_OPTION, "offset: " + (offset + 1_000));
    }

    @Test
    void whatALetterHadNoRoomForIsReadWhereItLies() throws Exception {
        RecordMetadata gone = send(FAILED, "gone", new byte[20_000]);
        RecordMetadata large = send(FAILED, "large", new byte[30_000]);
        DeadLetterBox.Letter letter = box.read(letter(omitting(large)));
        DeadLetterBox.Letter lost = box.read(letter(omitting(gone)));
        box.resend(letter);
        assertThat(all(FAILED, "large")).hasSize(2).allSatisfy(record -> assertThat(record.value()).hasSize(30_000));

        admin.deleteRecords(Map.of(new TopicPartition(FAILED, 0), RecordsToDelete.beforeOffset(gone.offset() + 1)))
                .all().get();
        assertFails(() -> box.resend(lost), ErrorReason.CURSOR_EXPIRED, FAILED + "-0@" + gone.offset());
    }

    @Test
    void aTaskIsFoundInWhicheverTopicItLies() throws Exception {
        TaskArchive archive = new TaskArchive(broker.bootstrapServers());
        send(Topics.affinity(0, MODEL), "other", task("other"));
        send(Topics.affinity(0, MODEL), "near", task("near"));
        send(Topics.tasks(MODEL), "shared", task("shared"));
        send(Topics.tasks(MODEL), "noise", new byte[] {-1, -1, -1});
        assertThat(archive.find(MODEL, "near").getRequestId()).isEqualTo("near");
        assertThat(archive.find(MODEL, "shared").getRequestId()).isEqualTo("shared");
        assertFails(() -> archive.find(MODEL, "nowhere"), ErrorReason.CURSOR_EXPIRED, "nowhere");
        assertFails(() -> archive.find(MODEL, "noise"), ErrorReason.MALFORMED_RECORD, "noise");
    }

    private static void assertFails(ThrowingCallable call, ErrorReason reason, String message) {
        assertThatThrownBy(call).hasMessageContaining(message)
                .asInstanceOf(type(GemstreamException.class)).returns(reason, GemstreamException::reason);
    }

    private static NewTopic topic(String name) {
        return new NewTopic(name, 1, (short) 1);
    }

    private static byte[] task(String requestId) {
        return TaskRecord.newBuilder().setRequestId(requestId).build().toByteArray();
    }

    private static DeadLetterRecord omitting(RecordMetadata place) {
        return DeadLetterRecord.newBuilder().setTopic(place.topic()).setPartition(place.partition())
                .setOffset(place.offset()).setOmittedValueBytes(place.serializedValueSize()).build();
    }

    private long letter(DeadLetterRecord letter) throws Exception {
        return send(Topics.DEAD_LETTERS, "letter", letter.toByteArray()).offset();
    }

    private RecordMetadata send(String topic, String key, byte[] value) throws Exception {
        return producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value)).get();
    }

    private List<ConsumerRecord<byte[], byte[]>> all(String topic, String key) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()), new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            new BoundedRead().read(consumer, consumer.endOffsets(List.of(partition)), record ->
                    !Arrays.equals(record.key(), key.getBytes(StandardCharsets.UTF_8)) || found.add(record));
        }
        return found;
    }
}
