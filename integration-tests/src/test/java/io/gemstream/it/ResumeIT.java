package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.WaitOperationRequest;
import io.gemstream.client.ResumableGeneration;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.Channel;
import io.grpc.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generation outlives the gateways it is read through. */
class ResumeIT {

    private static final int LONG = 3_000;
    private static final List<Integer> PROMPT = Golden.load().promptIds();

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

    @Test
    void operationsSurviveTheRestartOfEverything(@TempDir Path data) throws Exception {
        String ended = UUID.randomUUID().toString();
        String queued = UUID.randomUUID().toString();
        try (SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            try (ProcessBroker broker = ProcessBroker.start(data)) {
                try (Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of())) {
                    pipeline.client(0).operations().submit(request(ended, 16));
                    assertThat(waitFor(pipeline.client(0), ended).getDone()).isTrue();
                    pipeline.worker(0).kill();
                    Operation submitted = pipeline.client(0).operations().submit(request(queued, 16));
                    assertThat(submitted.getDone()).isFalse();
                }
                try (Pipeline pipeline = Pipeline.start(broker, 2, 1, 1, Map.of())) {
                    GenerationClient client = pipeline.client(1);
                    assertThat(result(waitFor(client, queued)).getIdsList()).isEqualTo(solo.greedy(PROMPT, 16));
                    Operation found = client.longRunning().getOperation(
                            GetOperationRequest.newBuilder().setName("operations/" + ended).build());
                    assertThat(result(found).getIdsList()).isEqualTo(solo.greedy(PROMPT, 16));
                    assertThat(found.getMetadata().unpack(GenerationMetadata.class).getState())
                            .isEqualTo(GenerationMetadata.State.ENDED);
                    // Both rows say so as well: the gateway that tails the partition records the end.
                    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            client.longRunning().listOperations(ListOperationsRequest.newBuilder()
                                    .setFilter("done = true").build()).getOperationsList())
                            .extracting(Operation::getName)
                            .contains("operations/" + ended, "operations/" + queued));
                    List<Integer> late = new ArrayList<>();
                    client.operations().watch(WatchRequest.newBuilder().setRequestId(ended).setStartingAfter(11).build())
                            .forEachRemaining(event -> late.addAll(event.getTokens().getIdsList()));
                    assertThat(late).isEqualTo(solo.greedy(PROMPT, 16).subList(12, 16));
                }
            }
        }
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
                WaitOperationRequest.newBuilder().setName("operations/" + key).build());
    }

    private static GenerationResult result(Operation operation) throws Exception {
        return operation.getResponse().unpack(GenerationResult.class);
    }

    private static GenerateRequest request(String key, int maxTokens) {
        return GenerationClient.greedy(GenerationClient.ids(PROMPT), maxTokens).toBuilder().setRequestId(key).build();
    }
}
