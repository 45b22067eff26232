package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.longrunning.GetOperationRequest;
import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.SamplingOptions;
import io.gemstream.testing.calls.Answer;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real kills: the client's transcript must be the one of a run in which nothing died. */
class FaultIT {

    private static final int LONG = 3_000;
    private static final int LONGEST = 8_000;
    private static final int NEAR_THE_END = 300;
    private static final int FEW = 20;
    private static final int DEATHS = 12;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final List<Integer> PROMPT = TinyModel.golden().promptIds();

    /**
     * Greedy, sampled and constrained at once, all on one worker. It is killed at their first token, its successor in
     * the middle, and of other three streams the worker dies shortly before the end.
     */
    @Test
    void aKilledWorkersGenerationsGoOnAtTheNextTokenOnAnother(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of("gemstream.topics.task-lock", "15s"));
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            List<GenerateRequest> requests = List.of(greedy(LONG), sampled(), constrained());
            List<SoloEngine.Transcript> expected = requests.stream().map(solo::run).toList();
            assertThat(expected).allSatisfy(one -> assertThat(one.ids()).hasSizeGreaterThan(LONG / 2));

            List<ClientCall> early = start(pipeline, requests);
            awaitEach(early, _ -> 1, expected);
            killAndReplace(pipeline, early);
            awaitEach(early, whole -> whole / 2, expected);
            killAndReplace(pipeline, early);
            areWhole(early, expected, pipeline, 3);

            List<ClientCall> late = start(pipeline, requests);
            awaitEach(late, _ -> 1, expected);
            awaitNearTheEnd(late, expected);
            killAndReplace(pipeline, late);
            areWhole(late, expected, pipeline, 2);
        }
    }

    /** A broker hands a record out ten times at most, and then takes it for one that nobody can read. */
    @Test
    @Tag("long")
    void aGenerationOutlivesMoreWorkersThanABrokerHandsARecordOutTo(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of());
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            List<GenerateRequest> requests = List.of(greedy(LONGEST));
            List<ClientCall> calls = start(pipeline, requests);
            for (int death = 0; death < DEATHS; death++) {
                calls.getFirst().awaitTokens(calls.getFirst().tokens() + FEW, LIMIT);
                killAndReplace(pipeline, calls);
            }
            areWhole(calls, requests.stream().map(solo::run).toList(), pipeline, DEATHS + 1);
        }
    }

    /** Its lock ends, another goes on; what it writes when it wakes up counts for nobody. */
    @Test
    void aFrozenWorkersGenerationGoesOnWhenItsLockEndsAndItsReturnSpoilsNothing(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of("gemstream.topics.task-lock", "15s"));
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            String id = UUID.randomUUID().toString();
            GenerateRequest request = greedy(LONGEST).toBuilder().setRequestId(id).build();
            ClientCall call = pipeline.client(0).start(request);
            call.awaitTokens(20, LIMIT);
            JavaProcess frozen = pipeline.worker(0);
            frozen.freeze();
            long frozenNs = System.nanoTime();
            pipeline.startWorker();
            // What the client gets until then the frozen one had written before.
            await().atMost(LIMIT).until(() -> metadata(pipeline, id).getAttempt() >= 2);
            int atFreeze = call.tokens();
            System.out.printf("frozen at token %d, another goes on %d ms later%n", atFreeze,
                    (System.nanoTime() - frozenNs) / 1_000_000);
            call.awaitTokens(Math.min(atFreeze + 20, LONGEST), LIMIT);
            frozen.thaw();
            areWhole(List.of(call), List.of(solo.run(request)), pipeline, 2);
            assertThat(atFreeze).isLessThan(LONGEST);
        }
    }

    @Test
    void aKilledBrokerIsATypedErrorAndItsReturnAFullRecovery(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of());
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            GenerationClient client = pipeline.client(0);
            ClientCall running = client.start(greedy(LONG));
            running.awaitTokens(20, Duration.ofSeconds(30));
            broker.kill();

            StatusRuntimeException refused = catchThrowableOfType(StatusRuntimeException.class,
                    () -> client.generate(greedy(4)));
            assertThat(GenerationClient.reason(refused)).contains(ErrorReason.BROKER_UNAVAILABLE);
            pipeline.assertAlive();
            assertThat(pipeline.gateway(0).output()).as("an outage is a line, not a stack for every request")
                    .containsOnlyOnce("Kafka does not take requests").doesNotContain("\tat ");

            broker.restart();
            assertThat(running.answer().get(90, TimeUnit.SECONDS).ids()).isEqualTo(solo.greedy(PROMPT, LONG));
            await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(StatusRuntimeException.class)
                    .untilAsserted(() -> assertThat(client.generate(greedy(4)).ids())
                            .isEqualTo(solo.greedy(PROMPT, 4)));
        }
    }

    private static List<ClientCall> start(Pipeline pipeline, List<GenerateRequest> requests) {
        return requests.stream().map(request -> pipeline.client(0).start(
                request.toBuilder().setRequestId(UUID.randomUUID().toString()).build())).toList();
    }

    private static void awaitEach(
            List<ClientCall> calls, IntUnaryOperator point, List<SoloEngine.Transcript> expected) {
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).awaitTokens(point.applyAsInt(expected.get(i).ids().size()), LIMIT);
        }
    }

    /** Waits until whichever is nearest to its end has so few tokens to go; which one that is differs from run to run. */
    private static void awaitNearTheEnd(List<ClientCall> calls, List<SoloEngine.Transcript> expected) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> IntStream.range(0, calls.size())
                .anyMatch(i -> calls.get(i).tokens() >= expected.get(i).ids().size() - NEAR_THE_END));
    }

    private static void killAndReplace(Pipeline pipeline, List<ClientCall> calls) {
        pipeline.worker(0).kill();
        System.out.printf("killed at tokens %s%n", calls.stream().map(ClientCall::tokens).toList());
        pipeline.replaceWorker(0);
    }

    private static void areWhole(List<ClientCall> calls, List<SoloEngine.Transcript> expected, Pipeline pipeline,
            int attempts) throws Exception {
        for (int i = 0; i < calls.size(); i++) {
            Answer answer = calls.get(i).answer().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(answer.ids()).as("stream %d", i).isEqualTo(expected.get(i).ids());
            assertThat(answer.text()).as("stream %d", i).isEqualTo(expected.get(i).text());
            assertThat(metadata(pipeline, answer.requestId()).getAttempt()).as("stream %d met every fault", i)
                    .isGreaterThanOrEqualTo(attempts);
        }
    }

    private static GenerationMetadata metadata(Pipeline pipeline, String id) throws Exception {
        return pipeline.client(0).longRunning().getOperation(GetOperationRequest.newBuilder()
                .setName("operations/" + id).build()).getMetadata().unpack(GenerationMetadata.class);
    }

    private static GenerateRequest greedy(int maxTokens) {
        return GenerationClient.greedy(Prompts.ids(PROMPT), maxTokens);
    }

    private static GenerateRequest sampled() {
        return with(SamplingOptions.newBuilder().setTemperature(0.9f).setSeed(41).setIgnoreEos(true));
    }

    private static GenerateRequest constrained() {
        return with(SamplingOptions.newBuilder().setSeed(43).setJsonSchema("""
                {"type":"array","minItems":150,"items":{"type":"object","required":["colour","n"],
                 "additionalProperties":false,
                 "properties":{"colour":{"enum":["red","green","blue"]},"n":{"type":"integer"}}}}"""));
    }

    private static GenerateRequest with(SamplingOptions.Builder options) {
        return GenerateRequest.newBuilder().setPrompt(Prompts.ids(PROMPT))
                .setSampling(options.setMaxTokens(LONG)).build();
    }
}
