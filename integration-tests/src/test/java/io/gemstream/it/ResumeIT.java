package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.DeleteOperationRequest;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.WaitOperationRequest;
import io.gemstream.client.Prompts;
import io.gemstream.client.ResumableGeneration;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.WatchRequest;
import io.gemstream.testing.calls.Answer;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generation outlives the gateways it is read through. */
class ResumeIT {

    private static final int LONG = 3_000;
    private static final List<Integer> PROMPT = TinyModel.golden().promptIds();

    @Test
    void aGatewaysDeathOrShutdownIsInvisibleInTheTranscript(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 2, 1, 1, Map.of("gemstream.gateway.drain-timeout", "0s"));
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            List<Integer> expected = solo.greedy(PROMPT, LONG);

            List<GenerateResponse> events = new CopyOnWriteArrayList<>();
            CompletableFuture<Void> reading = read(pipeline, List.of(0, 1), events);
            awaitTokens(events, reading);
            pipeline.gateway(0).kill();
            int atKill = Answer.tokens(events);
            reading.get(90, TimeUnit.SECONDS);
            assertThat(Answer.of(events).ids()).isEqualTo(expected);
            assertThat(atKill).as("the gateway died in the middle").isLessThan(LONG);

            pipeline.restartGateway(0);
            pipeline.awaitServing(1, 1);
            List<GenerateResponse> more = new CopyOnWriteArrayList<>();
            CompletableFuture<Void> again = read(pipeline, List.of(1, 0), more);
            awaitTokens(more, again);
            int atStop = Answer.tokens(more);
            pipeline.gateway(1).stop();
            again.get(90, TimeUnit.SECONDS);
            assertThat(Answer.of(more).ids()).as("a shutdown cancels nothing").isEqualTo(expected);
            assertThat(atStop).isLessThan(LONG);
        }
    }

    /** kill -9 of every process, the broker among them; only the broker's folder is left. */
    @Test
    void operationsSurviveTheDeathOfEverything(@TempDir Path data) throws Exception {
        String ended = UUID.randomUUID().toString();
        String deleted = UUID.randomUUID().toString();
        List<String> waiting = List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString());
        try (SoloEngine solo = SoloEngine.load(TinyModel.FILE); ProcessBroker broker = ProcessBroker.start(data)) {
            List<Integer> expected = solo.greedy(PROMPT, 16);
            try (Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of())) {
                GenerationClient client = pipeline.client(0);
                for (String id : List.of(ended, deleted)) {
                    client.operations().submit(request(id, 16));
                    assertThat(waitFor(client, id).getDone()).isTrue();
                }
                client.longRunning().deleteOperation(DeleteOperationRequest.newBuilder().setName(name(deleted)).build());
                pipeline.worker(0).kill();
                for (String id : waiting) {
                    assertThat(client.operations().submit(request(id, 16)).getDone()).isFalse();
                }
                pipeline.gateway(0).kill();
                pipeline.tokenizer(0).kill();
                broker.kill();
            }
            broker.restart();
            try (Pipeline pipeline = Pipeline.start(broker, 2, 1, 1, Map.of())) {
                GenerationClient client = pipeline.client(1);
                for (String id : waiting) {
                    assertThat(result(waitFor(client, id)).getIdsList()).isEqualTo(expected);
                }
                Operation found = client.longRunning().getOperation(
                        GetOperationRequest.newBuilder().setName(name(ended)).build());
                assertThat(result(found).getIdsList()).isEqualTo(expected);
                assertThat(found.getMetadata().unpack(GenerationMetadata.class).getState())
                        .isEqualTo(GenerationMetadata.State.ENDED);
                // The rows say so as well: the gateway that tails the partition records the end.
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        client.longRunning().listOperations(ListOperationsRequest.newBuilder()
                                .setFilter("done = true").build()).getOperationsList())
                        .extracting(Operation::getName)
                        .containsExactlyInAnyOrder(name(ended), name(waiting.get(0)), name(waiting.get(1))));
                assertThat(refusal(() -> client.longRunning().getOperation(
                        GetOperationRequest.newBuilder().setName(name(deleted)).build())))
                        .contains(ErrorReason.OPERATION_NOT_FOUND);
                assertThat(watch(client, ended, 11)).isEqualTo(expected.subList(12, 16));

                forgetTokens(broker);
                assertThat(refusal(() -> watch(client, ended, 11))).contains(ErrorReason.CURSOR_EXPIRED);
            }
        }
    }

    private static List<Integer> watch(GenerationClient client, String id, int startingAfter) {
        List<Integer> ids = new ArrayList<>();
        client.operations().watch(WatchRequest.newBuilder().setRequestId(id).setStartingAfter(startingAfter).build())
                .forEachRemaining(event -> ids.addAll(event.getTokens().getIdsList()));
        return ids;
    }

    private static Optional<ErrorReason> refusal(ThrowingCallable call) {
        return GenerationClient.reason(catchThrowableOfType(StatusRuntimeException.class, call));
    }

    /** What the end of retention does to the token streams. */
    private static void forgetTokens(Broker broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            admin.describeTopics(Set.of(Topics.TOKENS)).allTopicNames().get().get(Topics.TOKENS).partitions()
                    .forEach(partition -> all.put(new TopicPartition(Topics.TOKENS, partition.partition()),
                            RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(all).all().get();
        }
    }

    private static String name(String id) {
        return "operations/" + id;
    }

    private static CompletableFuture<Void> read(Pipeline pipeline, List<Integer> order, List<GenerateResponse> events) {
        List<Channel> channels = new ArrayList<>();
        order.forEach(gateway -> channels.add(pipeline.client(gateway).channel()));
        ResumableGeneration generation = new ResumableGeneration(
                channels, request("", LONG), Deadline.after(120, TimeUnit.SECONDS));
        return CompletableFuture.runAsync(() -> generation.read(events::add));
    }

    private static void awaitTokens(List<GenerateResponse> events, CompletableFuture<Void> reading) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(1)).until(() -> {
            if (reading.isCompletedExceptionally()) {
                reading.join();
            }
            return Answer.tokens(events) >= 20;
        });
    }

    private static Operation waitFor(GenerationClient client, String key) {
        return client.longRunning().waitOperation(
                WaitOperationRequest.newBuilder().setName(name(key)).build());
    }

    private static GenerationResult result(Operation operation) throws Exception {
        return operation.getResponse().unpack(GenerationResult.class);
    }

    private static GenerateRequest request(String key, int maxTokens) {
        return GenerationClient.greedy(Prompts.ids(PROMPT), maxTokens).toBuilder().setRequestId(key).build();
    }
}
