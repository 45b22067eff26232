package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.WatchRequest;
import io.gemstream.testing.calls.Answer;
import io.gemstream.testing.calls.ClientCall;
import io.gemstream.testing.calls.GenerationClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that kills its worker before its first token is set aside, and computed when an operator asks for it. */
class DeadLetterIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final List<Integer> PROMPT = Collections.nCopies(4_000, 300);

    @Test
    void aTaskThatWasGivenUpIsRedrivenAsAGenerationOfItsOwn(@TempDir Path data) throws Exception {
        try (ProcessBroker broker = ProcessBroker.start(data);
                Pipeline pipeline = Pipeline.start(broker, 1, 1, 1, Map.of("gemstream.topics.task-lock", "15s",
                        "gemstream.worker.max-attempts", "1"));
                SoloEngine solo = SoloEngine.load(TinyModel.FILE)) {
            ClientCall call = pipeline.client(0).start(poison());
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> call.scored() > 0);
            pipeline.worker(0).kill();
            assertThat(call.tokens()).as("killed while it read the prompt").isZero();
            pipeline.startWorker();
            assertThat(GenerationClient.reason(call.awaitFailure(LIMIT))).contains(ErrorReason.DEAD_LETTERED);

            String letters = deadLetters(broker, "list");
            Matcher offset = Pattern.compile("(?m)^(\\d+)  .*DEAD_LETTERED.*key " + call.requestId()).matcher(letters);
            assertThat(offset.find()).as(letters).isTrue();
            String redriven = deadLetters(broker, "redrive", offset.group(1),
                    "--target", "127.0.0.1:" + pipeline.grpcPort(0));
            Matcher operation = Pattern.compile("(?m)^operations/(\\S+)$").matcher(redriven);
            assertThat(operation.find()).as(redriven).isTrue();
            assertThat(operation.group(1)).isNotEqualTo(call.requestId());

            List<GenerateResponse> events = new ArrayList<>();
            pipeline.client(0).operations().withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .watch(WatchRequest.newBuilder().setRequestId(operation.group(1)).build())
                    .forEachRemaining(events::add);
            assertThat(Answer.of(events).ids()).isEqualTo(solo.greedy(PROMPT, 4));
        }
    }

    /** Scoring makes reading the prompt slow enough to be hit. */
    private static GenerateRequest poison() {
        GenerateRequest greedy = GenerationClient.greedy(Prompts.ids(PROMPT), 4);
        return greedy.toBuilder().setSampling(greedy.getSampling().toBuilder().setPromptLogprobs(0)).build();
    }

    private static String deadLetters(Broker broker, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters", command, "--kafka-bootstrap", broker.bootstrapServers()));
        all.addAll(List.of(arguments));
        try (JavaProcess process = JavaProcess.start("dead-letters", "standalone", Map.of(), all.toArray(String[]::new))) {
            assertThat(process.awaitExit(LIMIT)).as(process.output()).isZero();
            return process.output();
        }
    }
}
