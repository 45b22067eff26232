package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.WaitOperationRequest;
import io.gemstream.client.Prompts;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers, of which one at a time is killed while streams run: nobody is told, nothing is lost. */
@Tag("long")
class ClusterIT {

    private static final int LONG = 3_000;
    private static final int SHORT = 16;
    private static final List<Integer> PROMPT = TinyModel.golden().promptIds();

    @Test
    void aKilledBrokerIsInvisibleInEveryTranscript(@TempDir Path data) throws Exception {
        try (BrokerCluster brokers = BrokerCluster.start(data);
                Pipeline pipeline = Pipeline.start(brokers, 2, 1, 2, Map.of("gemstream.topics.task-lock", "15s",
                        "gemstream.topics.replication-factor", Integer.toString(BrokerCluster.NODES)));
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            List<Integer> expected = solo.greedy(PROMPT, LONG);
            String tasks = Topics.tasks(TinyModel.NAME);
            everyTopicIsOnAllBrokers(brokers);

            int first = brokers.leader(tasks, 0);
            List<String> accepted = new ArrayList<>(surviving(pipeline, expected, () -> brokers.kill(first)));
            brokers.restart(first);
            // The share group's own state is on every broker too: its leader goes with the second kill.
            int second = brokers.leader("__share_group_state", 0) == first
                    ? brokers.leader(tasks, 0) : brokers.leader("__share_group_state", 0);
            accepted.addAll(surviving(pipeline, expected, () -> brokers.kill(second)));

            assertThat(second).isNotEqualTo(first);
            for (String id : accepted) {
                assertThat(result(pipeline.client(0), id).getIdsList()).as(id).isEqualTo(expected.subList(0, SHORT));
            }
            assertThat(pipeline.client(1).longRunning().listOperations(ListOperationsRequest.getDefaultInstance())
                    .getOperationsList()).extracting(Operation::getName)
                    .containsAll(accepted.stream().map(id -> "operations/" + id).toList());
            pipeline.assertAlive();
        }
    }

    /** Streams that run over a kill; gives the ids of generations that were accepted right after it. */
    private static List<String> surviving(Pipeline pipeline, List<Integer> expected, Runnable kill) throws Exception {
        List<ClientCall> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(pipeline.client(i % 2).start(request(UUID.randomUUID().toString(), LONG)));
        }
        for (ClientCall call : calls) {
            call.awaitTokens(20, Duration.ofSeconds(60));
        }
        kill.run();
        long killedNs = System.nanoTime();
        int atKill = calls.stream().mapToInt(ClientCall::tokens).sum();
        List<String> accepted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            accepted.add(submit(pipeline.client(i % 2)));
        }
        System.out.printf("accepted again %d ms after the kill%n", (System.nanoTime() - killedNs) / 1_000_000);
        for (ClientCall call : calls) {
            assertThat(call.answer().get(120, TimeUnit.SECONDS).ids()).isEqualTo(expected);
        }
        assertThat(atKill).as("the broker died in the middle").isLessThan(calls.size() * LONG);
        return accepted;
    }

    private static void everyTopicIsOnAllBrokers(BrokerCluster brokers) {
        assertThat(brokers.topics()).extracting(TopicDescription::name).contains(Topics.PROMPTS, Topics.TOKENS,
                Topics.OPERATIONS, Topics.tasks(TinyModel.NAME), "__share_group_state");
        assertThat(brokers.topics()).allSatisfy(topic -> {
            assertThat(brokers.leastInSync(topic.name())).as(topic.name()).isEqualTo("2");
            assertThat(topic.partitions()).as(topic.name())
                    .allSatisfy(partition -> assertThat(partition.replicas()).hasSize(BrokerCluster.NODES));
        });
    }

    /** What a refused client does: it asks again under the same key. */
    private static String submit(GenerationClient client) throws InterruptedException {
        GenerateRequest request = request(UUID.randomUUID().toString(), SHORT);
        for (int i = 0; i < 60; i++) {
            try {
                client.operations().submit(request);
                return request.getRequestId();
            } catch (StatusRuntimeException refused) {
                assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
                Thread.sleep(200);
            }
        }
        throw new AssertionError("not accepted: " + request.getRequestId());
    }

    private static GenerationResult result(GenerationClient client, String id) throws Exception {
        return client.longRunning().waitOperation(WaitOperationRequest.newBuilder().setName("operations/" + id).build())
                .getResponse().unpack(GenerationResult.class);
    }

    private static GenerateRequest request(String key, int maxTokens) {
        return GenerationClient.greedy(Prompts.ids(PROMPT), maxTokens).toBuilder().setRequestId(key).build();
    }
}
