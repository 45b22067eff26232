package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.longrunning.WaitOperationRequest;
import io.gemstream.client.Prompts;
import io.gemstream.proto.Topics;
import io.gemstream.proto.Transcript;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerationResult;
import io.gemstream.proto.v1.StreamRecord;
import io.gemstream.testing.calls.GenerationClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers whose numbers have other bits, and deliveries that know nothing of earlier ones: no text is spliced.
 *
 * <p>Their caches differ in format, which on every CPU gives other tokens sooner or later.
 */
@Tag("long")
class MixedArithmeticIT {

    private static final int GENERATIONS = 200;
    private static final int TOKENS = 200;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    static Path data;

    private final Set<String> workers = new HashSet<>();
    private int contested;

    /** A broker that restarts has forgotten how often it delivered a task. */
    @Test
    void aBrokersRestartSplicesNothing() throws Exception {
        int atOnce = 25;
        try (ProcessBroker broker = ProcessBroker.start(data.resolve("restart")); Pipeline pipeline = start(broker)) {
            GenerationClient client = pipeline.client(0);
            for (int round = 0; round < GENERATIONS / atOnce; round++) {
                List<String> ids = submit(client, atOnce);
                broker.kill();
                broker.restart();
                judge(broker, client, ids);
            }
            bothHaveWritten();
        }
    }

    /** Its copy is a first delivery, and comes while the generation runs. */
    @Test
    void aTaskThatIsWrittenTwiceSplicesNothing() throws Exception {
        int atOnce = 4;
        try (ProcessBroker broker = ProcessBroker.start(data.resolve("twice"));
                Pipeline pipeline = start(broker);
                TaskDuplicator _ = TaskDuplicator.start(broker, Topics.tasks(TinyModel.NAME))) {
            GenerationClient client = pipeline.client(0);
            for (int round = 0; round < GENERATIONS / atOnce; round++) {
                judge(broker, client, submit(client, atOnce));
            }
            bothHaveWritten();
        }
    }

    private static Pipeline start(ProcessBroker broker) {
        Pipeline pipeline = Pipeline.start(broker, 1, 1, 1,
                Map.of("gemstream.topics.task-lock", "15s", "gemstream.topics.affinity", "0"));
        pipeline.startWorker(Map.of("gemstream.device.kv-format", "int8"));
        pipeline.awaitServing(1, 2);
        return pipeline;
    }

    private void judge(Broker broker, GenerationClient client, List<String> ids) throws Exception {
        for (String id : ids) {
            List<StreamRecord> log = TokenLog.untilEnd(broker, id, LIMIT);
            List<Counted> counted = counted(id, log);
            assertThat(answer(client, id)).as(id).isEqualTo(counted.stream().map(Counted::id).toList());
            counted.stream().map(Counted::worker).forEach(workers::add);
            contested += log.stream().filter(StreamRecord::hasStart).count() > 1 ? 1 : 0;
        }
    }

    private void bothHaveWritten() {
        System.out.printf("%d of %d generations had more than one attempt%n", contested, GENERATIONS);
        assertThat(workers).as("both have written").hasSize(2);
        assertThat(contested).as("generations that were delivered again").isPositive();
    }

    private static List<String> submit(GenerationClient client, int count) {
        GenerateRequest request = GenerationClient.greedy(Prompts.text("Once upon a time"), TOKENS);
        return Stream.generate(() -> client.operations().submit(request).getName().substring("operations/".length()))
                .limit(count).toList();
    }

    private static List<Integer> answer(GenerationClient client, String id) throws Exception {
        return client.longRunning().waitOperation(WaitOperationRequest.newBuilder().setName("operations/" + id).build())
                .getResponse().unpack(GenerationResult.class).getIdsList();
    }

    /**
     * The tokens that count by the log's rules. An attempt that owns the stream may write indices again that count already
     * only where they are those of its own worker: what follows them would belong to another text than the one before.
     */
    private static List<Counted> counted(String id, List<StreamRecord> log) {
        Transcript transcript = new Transcript();
        List<Counted> counted = new ArrayList<>();
        String worker = "";
        for (StreamRecord record : log) {
            boolean owned = transcript.owner().filter(record.getAttemptId()::equals).isPresent();
            Transcript.Event event = transcript.accept(record);
            if (event instanceof Transcript.Event.Started started) {
                worker = started.workerId();
            } else if (event instanceof Transcript.Event.Tokens tokens) {
                for (int token : tokens.body().getIdsList()) {
                    counted.add(new Counted(token, worker));
                }
            } else if (owned && record.hasTokens()) {
                int from = record.getTokens().getIndex();
                assertThat(counted.subList(from, counted.size())).extracting(Counted::worker)
                        .as("%s: writers of what %s wrote again from %d on", id, worker, from).containsOnly(worker);
            }
        }
        return counted;
    }

    /**
     * A token that a reader of the log sees.
     *
     * @param id of the vocabulary
     * @param worker that computed it
     */
    private record Counted(int id, String worker) {}
}
