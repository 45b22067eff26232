package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.WaitOperationRequest;
import io.gemstream.client.Prompts;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.testing.calls.GenerationClient;
import io.gemstream.testing.calls.SlowClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that do not read cost a gateway nothing but their place in the log. */
@Tag("long")
class SlowClientsIT {

    private static final int GENERATIONS = 10;
    private static final int CLIENTS_EACH = 20;
    private static final int LENGTH = 3_000;
    private static final List<Integer> PROMPT = TinyModel.golden().promptIds();

    /** With the best 20 beside every token a response has over 300 bytes: the backlog is twice the gateway's heap. */
    private static final int LOGPROBS = 20;

    /** Two hundred times the 64 responses that a gateway keeps for a client, and some room. */
    private static final long MOST_GROWTH_BYTES = 24L << 20;

    @Test
    void twoHundredClientsThatReadNothingLeaveTheHeapAsItIs(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1,
                        Map.of("gemstream.gateway.max-backlog", "1h", "gemstream.worker.slots", "5",
                                "gemstream.worker.kv-cache-tokens", "32768"), "96m");
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            GenerationClient client = pipeline.client(0);
            client.generate(request(UUID.randomUUID().toString(), 50));
            long before = pipeline.gateway(0).liveHeapBytes();

            List<String> ids = new ArrayList<>();
            List<SlowClient> slow = new ArrayList<>();
            for (int i = 0; i < GENERATIONS; i++) {
                String id = UUID.randomUUID().toString();
                client.operations().submit(request(id, LENGTH));
                ids.add(id);
                for (int j = 0; j < CLIENTS_EACH; j++) {
                    slow.add(SlowClient.watch(pipeline.channel(0), id));
                }
            }
            await(client, ids.subList(0, GENERATIONS / 2));
            long half = pipeline.gateway(0).liveHeapBytes();
            await(client, ids);
            long full = pipeline.gateway(0).liveHeapBytes();
            System.out.printf("gateway heap in use: %d KiB before, %d KiB with half the backlog, %d KiB with all of it%n",
                    before >> 10, half >> 10, full >> 10);
            assertThat(full - before).as("bytes, for a backlog of over 180 MB").isLessThan(MOST_GROWTH_BYTES);

            slow.forEach(one -> one.take(Integer.MAX_VALUE));
            List<Integer> expected = solo.greedy(PROMPT, LENGTH);
            for (SlowClient one : slow) {
                assertThat(one.end().get(120, TimeUnit.SECONDS)).isEqualTo(expected);
            }
            pipeline.assertAlive();
        }
    }

    private static void await(GenerationClient client, List<String> ids) {
        for (String id : ids) {
            WaitOperationRequest wait = WaitOperationRequest.newBuilder().setName("operations/" + id).build();
            boolean done;
            do {
                done = client.longRunning().waitOperation(wait).getDone();
            } while (!done);
        }
    }

    private static GenerateRequest request(String id, int length) {
        GenerateRequest plain = GenerationClient.greedy(Prompts.ids(PROMPT), length);
        return plain.toBuilder().setRequestId(id)
                .setSampling(plain.getSampling().toBuilder().setLogprobs(LOGPROBS)).build();
    }
}
