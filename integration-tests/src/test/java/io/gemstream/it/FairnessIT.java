package io.gemstream.it;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.Operation;
import com.google.longrunning.WaitOperationRequest;
import io.gemstream.client.Prompts;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.Priority;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.service.kafka.KafkaHeaders;
import io.gemstream.testing.Ports;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order requests reach a worker of one slot, and that a tokenizer's death changes nothing about it. */
@Tag("long")
class FairnessIT {

    private static final List<Integer> PROMPT = TinyModel.golden().promptIds();
    private static final int LONG = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final int PATIENCE = 20;
    private static final Map<String, String> ONE_SLOT = Map.of(
            "gemstream.worker.slots", "1",
            "gemstream.gateway.max-backlog", "1h",
            "gemstream.topics.prompt-partitions", "1",
            // Nothing ages here, and everything that waits does so in one partition behind the first.
            "gemstream.lanes.batch-aging", "1h");

    /** A record of the workers' topic. */
    private record Task(String id, String tenant) {}

    @Test
    void aFloodHoldsUpNeitherOtherTenantsNorInteractiveRequests(@TempDir Path data) {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, ONE_SLOT)) {
            GenerationClient client = pipeline.client(0);
            List<String> all = new ArrayList<>(submit(client, "batch", Priority.BATCH, 10));
            all.addAll(submit(client, "flood", Priority.INTERACTIVE, 20));
            String cancelled = submit(client, "flood", Priority.INTERACTIVE, 1).getFirst();
            client.operations().cancel(CancelRequest.newBuilder().setRequestId(id(cancelled)).build());
            assertCancelledUnread(broker, id(cancelled));
            all.addAll(submit(client, "late", Priority.INTERACTIVE, 3));
            awaitEnds(client, all);

            List<Task> tasks = tasks(broker);
            List<String> order = tasks.stream().map(Task::tenant).toList();
            assertThat(tasks).extracting(Task::id).doesNotContain(id(cancelled)).hasSize(33);
            List<String> besideLate = order.subList(order.indexOf("late"), order.lastIndexOf("late") + 1);
            assertThat(besideLate).as("turns: %s", order).hasSizeLessThanOrEqualTo(7).doesNotContain("batch");
            List<String> afterLate = order.subList(order.lastIndexOf("late") + 1, order.size());
            assertThat(afterLate).as("turns: %s", order).contains("flood");
            assertThat(order.lastIndexOf("flood")).as("turns: %s", order)
                    .isLessThan(order.lastIndexOf("batch") - 5);
            pipeline.assertAlive();
        }
    }

    @Test
    void whatWaitsOutlivesTheTokenizerAndIsReleasedOnce(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 0, 1, ONE_SLOT)) {
            GenerationClient client = pipeline.client(0);
            List<String> all = new ArrayList<>();
            try (JavaProcess first = tokenizer(broker)) {
                pipeline.awaitServing(1, 1);
                all.addAll(submit(client, "flood", Priority.INTERACTIVE, 9));
                all.addAll(submit(client, "late", Priority.INTERACTIVE, 3));
                // Those of the second tenant lie behind others that wait, so their offsets cannot be committed.
                await().atMost(LIMIT).until(() -> tasks(broker).stream()
                        .filter(task -> task.tenant().equals("late")).count() >= 2);
                first.kill();
            }
            assertThat(tasks(broker)).as("some waited when it died").hasSizeLessThan(all.size());
            try (JavaProcess second = tokenizer(broker)) {
                awaitEnds(client, all);
                assertThat(tasks(broker)).extracting(Task::id).as(second.output())
                        .containsExactlyInAnyOrderElementsOf(all.stream().map(FairnessIT::id).toList());
            }
            assertThat(finishes(broker)).containsExactlyInAnyOrderElementsOf(
                    all.stream().map(FairnessIT::id).toList());
        }
    }

    private static List<String> submit(GenerationClient client, String tenant, Priority priority, int count) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of(RecordHeaders.TENANT, Metadata.ASCII_STRING_MARSHALLER), tenant);
        GenerateRequest request = GenerationClient.greedy(Prompts.ids(PROMPT), LONG).toBuilder()
                .setPriority(priority).build();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(client.operations().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                    .submit(request).getName());
        }
        return names;
    }

    private static String id(String name) {
        return name.substring("operations/".length());
    }

    /**
     * Waits as long as they end one after the other: the next may take {@value #PATIENCE} times as long as the slowest so
     * far. How long all of them take is the machine's affair, and who is starved shows in the order.
     */
    private static void awaitEnds(GenerationClient client, List<String> names) {
        Set<String> open = new HashSet<>(names);
        long slowestNs = LIMIT.toNanos() / PATIENCE;
        long lastNs = System.nanoTime();
        while (!open.isEmpty()) {
            Set<String> ended = open.stream().filter(name -> hasEnded(client, name)).collect(toSet());
            long sinceLastNs = System.nanoTime() - lastNs;
            if (ended.isEmpty()) {
                assertThat(sinceLastNs).as("ns in which nothing ended, and these are open: %s", open)
                        .isLessThan(PATIENCE * slowestNs);
            } else {
                slowestNs = Math.max(slowestNs, sinceLastNs);
                lastNs += sinceLastNs;
                open.removeAll(ended);
            }
        }
    }

    private static boolean hasEnded(GenerationClient client, String name) {
        Operation operation = client.longRunning().waitOperation(WaitOperationRequest.newBuilder().setName(name)
                .setTimeout(com.google.protobuf.Duration.newBuilder().setNanos(100_000_000)).build());
        assertThat(operation.hasResponse()).as("%s", operation).isEqualTo(operation.getDone());
        return operation.getDone();
    }

    /** No worker wrote to its log: the first record is its end. */
    private static void assertCancelledUnread(Broker broker, String requestId) {
        assertThat(TokenLog.untilEnd(broker, requestId, LIMIT)).singleElement().satisfies(record -> {
            assertThat(record.getFinish().getReason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(record.getFinish().getUsage().getPromptTokens()).isEqualTo(PROMPT.size());
            assertThat(record.getFinish().getUsage().getCompletionTokens()).isZero();
        });
    }

    private static JavaProcess tokenizer(Broker broker) {
        Map<String, String> properties = new HashMap<>(ONE_SLOT);
        properties.put("kafka.bootstrap.servers", broker.bootstrapServers());
        properties.put("quarkus.http.port", Integer.toString(Ports.free()));
        properties.put("gemstream.models." + TinyModel.NAME, TinyModel.FILE.toString());
        return JavaProcess.start("tokenizer-service", "tokenizer-service", properties);
    }

    private static List<Task> tasks(Broker broker) {
        return TopicRecords.of(broker, Topics.tasks(TinyModel.NAME)).stream()
                .map(record -> new Task(record.key(), KafkaHeaders.tenant(record.headers()).name()))
                .toList();
    }

    /** The ids of all finish records. */
    private static List<String> finishes(Broker broker) throws Exception {
        List<String> ids = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : TopicRecords.of(broker, Topics.TOKENS)) {
            if (StreamRecord.parseFrom(record.value()).hasFinish()) {
                ids.add(record.key());
            }
        }
        return ids;
    }
}
