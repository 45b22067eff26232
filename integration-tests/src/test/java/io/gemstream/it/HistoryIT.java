package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.ListOperationsResponse;
import com.google.longrunning.Operation;
import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.testing.calls.GenerationClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generations that ended a while ago, which no process holds: found, joined and listed wherever somebody asks. */
class HistoryIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int GENERATIONS = 30;
    /** Enough for windows in each partition. */
    private static final int OLDER = 10_000;

    @TempDir
    static Path data;

    @Test
    void whatHasEndedOutlivesTheGatewayThatHadItAndItsMemory() throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(
                        broker, 2, 1, 1, Map.of("gemstream.gateway.delivery-timeout", "2s"));
                KafkaProducer<String, byte[]> producer = producer(broker)) {
            List<String> older = write(producer);
            List<String> ids = Stream.generate(() -> UUID.randomUUID().toString()).limit(GENERATIONS).toList();
            GenerationClient first = pipeline.client(0);
            Map<String, GenerationResult> results = ids.stream().collect(Collectors.toMap(id -> id, id -> {
                first.generate(request(id, "Once upon a time"));
                return result(first, id);
            }));
            await().atMost(LIMIT).until(() -> live(broker).stream().noneMatch(ids::contains));
            await().atMost(LIMIT).until(() -> !TopicRecords.of(broker, Topics.HISTORY_INDEX).isEmpty());

            pipeline.gateway(0).kill();
            GenerationClient second = pipeline.client(1);
            for (String id : ids) {
                assertThat(result(second, id)).isEqualTo(results.get(id));
                assertThat(second.generate(request(id, "Once upon a time")).ids())
                        .isEqualTo(results.get(id).getIdsList());
                assertThat(catchThrowable(() -> second.generate(request(id, "Another"))))
                        .satisfies(refused -> assertThat(GenerationClient.reason(refused))
                                .contains(ErrorReason.REQUEST_ID_REUSED));
            }
            assertThat(get(second, older.getFirst()).getDone()).as("in a window").isTrue();
            assertThat(TopicRecords.of(broker, Topics.PROMPTS)).as("none ran twice").hasSize(GENERATIONS);
            assertThat(names(second, 500)).hasSize(OLDER + GENERATIONS).doesNotHaveDuplicates()
                    .containsAll(ids).containsAll(older);

            producer.send(new ProducerRecord<>(Topics.PROMPTS, ids.getFirst(), ("{\"model\": \"" + TinyModel.NAME
                    + "\", \"prompt\": {\"text\": \"Another\"}}").getBytes(StandardCharsets.UTF_8))).get();
            await("a prompt under the same key, past the gateways").atMost(LIMIT).until(() ->
                    TopicRecords.of(broker, Topics.DEAD_LETTERS, ids.getFirst()).size() == 1);

            second.longRunning().deleteOperation(
                    DeleteOperationRequest.newBuilder().setName("operations/" + older.getLast()).build());
            assertThat(GenerationClient.reason(catchThrowable(() -> get(second, older.getLast()))))
                    .contains(ErrorReason.OPERATION_NOT_FOUND);
            assertThat(names(second, 500)).hasSize(OLDER + GENERATIONS - 1).doesNotContain(older.getLast());
        }
    }

    /** The ids of which gemstream.operations has a row that was not taken back. */
    private static Set<String> live(Broker broker) {
        List<String> gone = new ArrayList<>();
        List<String> written = new ArrayList<>();
        TopicRecords.of(broker, Topics.OPERATIONS).forEach(record ->
                (record.value() == null ? gone : written).add(record.key()));
        return written.stream().filter(id -> !gone.contains(id)).collect(Collectors.toSet());
    }

    private static List<String> names(GenerationClient client, int size) {
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            ListOperationsResponse page = client.longRunning().listOperations(ListOperationsRequest.newBuilder()
                    .setFilter("done = true").setPageSize(size).setPageToken(token).build());
            page.getOperationsList().forEach(one -> names.add(one.getName().substring("operations/".length())));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return names;
    }

    private static GenerationResult result(GenerationClient client, String id) {
        try {
            return get(client, id).getResponse().unpack(GenerationResult.class);
        } catch (com.google.protobuf.InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static Operation get(GenerationClient client, String id) {
        return client.longRunning().getOperation(GetOperationRequest.newBuilder().setName("operations/" + id).build());
    }

    private static GenerateRequest request(String id, String text) {
        return GenerationClient.greedy(Prompts.text(text), 5).toBuilder().setRequestId(id).build();
    }

    /** Rows as gateways have written them. */
    private static List<String> write(KafkaProducer<String, byte[]> producer) {
        List<String> ids = IntStream.range(0, OLDER).mapToObj(_ -> UUID.randomUUID().toString()).toList();
        long now = System.currentTimeMillis();
        ids.forEach(id -> producer.send(new ProducerRecord<>(Topics.HISTORY, id, OperationRecord.newBuilder()
                .setRequestId(id).setState(OperationRecord.State.ENDED).setModel(TinyModel.NAME).setCreatedMs(now - 10)
                .setEndedMs(now).build().toByteArray())));
        producer.flush();
        return ids;
    }

    private static KafkaProducer<String, byte[]> producer(Broker broker) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()), new StringSerializer(), new ByteArraySerializer());
    }
}
