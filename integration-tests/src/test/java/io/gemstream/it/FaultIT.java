package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real kills: the client's transcript must be the one of a run in which nothing died. */
class FaultIT {

    private static final int LONG = 3_000;
    private static final List<Integer> PROMPT = Golden.load().promptIds();

    @Test
    void aKilledWorkersGenerationGoesOnAtTheNextTokenOnAnother(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of("gemstream.topics.task-lock", "15s"));
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            ClientCall call = pipeline.client(0).start(greedy(LONG));
            call.awaitTokens(20, Duration.ofSeconds(30));
            pipeline.worker(0).kill();
            int atKill = call.tokens();
            pipeline.startWorker();
            assertThat(call.answer().get(90, TimeUnit.SECONDS).ids()).isEqualTo(solo.greedy(PROMPT, LONG));
            assertThat(atKill).as("the worker died in the middle").isLessThan(LONG);
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

    private static GenerateRequest greedy(int maxTokens) {
        return GenerationClient.greedy(GenerationClient.ids(PROMPT), maxTokens);
    }
}
