package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.GetOperationRequest;
import io.gemstream.client.Prompts;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.testing.calls.GenerationClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers whose numbers have other bits, and a broker that forgets deliveries: no text is spliced from two.
 *
 * <p>Their caches differ in format, which on every CPU gives other tokens sooner or later.
 */
@Tag("long")
class MixedArithmeticIT {

    private static final int ROUNDS = 8;
    private static final int REQUESTS = 25;
    private static final int TOKENS = 200;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    static Path data;

    @Test
    void aTextIsNeverSplicedFromTwoArithmetics() {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of("gemstream.topics.task-lock", "15s"))) {
            pipeline.startWorker(Map.of("gemstream.device.kv-format", "int8"));
            pipeline.awaitServing(1, 2);
            GenerationClient client = pipeline.client(0);
            Set<String> workers = new HashSet<>();
            for (int round = 0; round < ROUNDS; round++) {
                List<String> ids = IntStream.range(0, REQUESTS).mapToObj(_ -> submit(client)).toList();
                broker.kill();
                broker.restart();
                for (String id : ids) {
                    List<StreamRecord> log = TokenLog.untilFinish(broker, id, LIMIT);
                    judge(id, log, workers);
                }
                assertThat(ids).allSatisfy(id -> assertThat(client.longRunning().getOperation(
                        GetOperationRequest.newBuilder().setName("operations/" + id).build()).hasError()).isFalse());
            }
            assertThat(workers).as("both have written").hasSize(2);
        }
    }

    private static String submit(GenerationClient client) {
        GenerateRequest request = GenerationClient.greedy(Prompts.text("Once upon a time"), TOKENS);
        return client.operations().submit(request).getName().substring("operations/".length());
    }

    /** An attempt that begins anew what others have written must be of a worker that would have written the same. */
    private static void judge(String id, List<StreamRecord> log, Set<String> workers) {
        Map<String, String> workerOf = new HashMap<>();
        Map<String, Integer> countAtStart = new HashMap<>();
        List<String> writers = new ArrayList<>();
        Set<String> begun = new HashSet<>();
        String owner = "";
        int count = 0;
        for (StreamRecord record : log) {
            String attempt = record.getAttemptId();
            if (record.hasStart()) {
                owner = attempt;
                workerOf.put(attempt, record.getStart().getWorkerId());
                countAtStart.put(attempt, count);
            } else if (record.hasTokens() && attempt.equals(owner)) {
                int index = record.getTokens().getIndex();
                String worker = workerOf.get(attempt);
                if (begun.add(attempt) && index < countAtStart.get(attempt)) {
                    assertThat(writers).as("%s: %s began at %d of %d in %s", id, worker, index,
                            countAtStart.get(attempt), Topics.TOKENS).containsOnly(worker);
                }
                if (index == count) {
                    count += record.getTokens().getIdsCount();
                    writers.add(worker);
                    workers.add(worker);
                }
            }
        }
        assertThat(count).as("tokens of %s: %s", id, log).isPositive();
    }
}
