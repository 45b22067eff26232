package io.gemstream.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gemstream.gateway.call.FailureStatus;
import io.gemstream.gateway.config.TestConfig;
import io.gemstream.gateway.http.ModelNames;
import io.gemstream.gateway.http.TestServer;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.FinishReason;
import io.gemstream.service.models.ServedModels;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The paths on a real server, without a pipeline: a test says itself what comes of a generation. */
class GenerateFaceTest {

    private static final String BODY = "{\"text_input\": \"the cat\", \"parameters\": {\"max_tokens\": 4}}";
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final FakeGenerations generations = new FakeGenerations();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final TestServer server = TestServer.start(Map.of(), new GenerateFace(
            (requests, context, client) -> generations.generate(requests.getFirst(), context, client),
            (method, outcome) -> refusals.add(method + " " + outcome), RETRY_DELAY,
            new ModelNames(new ServedModels(), TestConfig.http(Map.of("gemstream.http.aliases.\"google/gemma\"", "model-a")))));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTextComesAtOnceBehindItsPromptAndNamesItsGeneration() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = post("/v2/models/google%2Fgemma/versions/1/generate", BODY);
        FakeGenerations.Made made = made();
        assertThat(made.request().getModel()).isEqualTo("model-a");
        assertThat(made.context().method()).isEqualTo("ModelGenerate");
        made.sink().send(Requests.accepted(0));
        made.sink().send(Requests.token(0, 300, " sat", -1));
        made.sink().send(Requests.finished(0, "", FinishReason.STOP));
        made.sink().complete();
        assertThat(answer.join().body()).isEqualTo("{\"model_name\":\"model-a\",\"model_version\":\"1\",\"request_id\":\"r0\","
                + "\"text_output\":\"the cat sat\"}");
        assertThat(answer.join().headers().firstValue("x-request-id")).contains("r0");
    }

    @Test
    void outputsThatAreAskedForComeByTheirNamesAndSeveralTextsAsArrays() {
        CompletableFuture<HttpResponse<String>> answer = post("/v2/models/model-a/generate", """
                {"id": "7", "text_input": "the cat", "n": 2, "exclude_input_in_output": true, "return_finish_reason": true,
                 "return_cumulative_logprob": true, "return_num_input_tokens": true}""");
        FakeGenerations.Made made = made();
        for (int choice = 0; choice < 2; choice++) {
            made.sink().send(Requests.accepted(choice));
            made.sink().send(Requests.token(choice, 300, "b" + choice, -1 - choice));
            made.sink().send(Requests.finished(choice, "", FinishReason.LENGTH));
        }
        made.sink().complete();
        assertThat(answer.join().body()).isEqualTo("{\"id\":\"7\",\"model_name\":\"model-a\",\"model_version\":\"1\","
                + "\"request_id\":\"r0\",\"text_output\":[\"b0\",\"b1\"],\"finish_reason\":[\"length\",\"length\"],"
                + "\"cumulative_logprob\":[-1.0,-2.0],\"num_input_tokens\":5}");
    }

    @Test
    void aStreamHasAnEventForEachStepAndAnErrorIsItsLast() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> answer = CompletableFuture.supplyAsync(() -> stream(BODY));
        FakeGenerations.Made made = made();
        made.sink().send(Requests.accepted(0));
        made.sink().send(Requests.token(0, 300, " sat", -1));
        made.sink().send(Requests.token(0, 301, " on", -1));
        made.sink().fail(FailureStatus.of(new GemstreamException(ErrorReason.REQUEST_LOST, "gone"), "r0", RETRY_DELAY));
        String head = "data: {\"model_name\":\"model-a\",\"model_version\":\"1\",\"request_id\":\"r0\",\"text_output\":";
        assertThat(answer.join().headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(new String(answer.join().body().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(
                head + "\" sat\"}\n\n" + head + "\" on\"}\n\n"
                        + "data: {\"error\":\"gone\",\"error_reason\":\"REQUEST_LOST\"}\n\n");
    }

    @Test
    void aClientThatLeavesLeavesTheCall() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> answer = CompletableFuture.supplyAsync(() -> stream(BODY));
        FakeGenerations.Made made = made();
        made.sink().send(Requests.accepted(0));
        made.sink().send(Requests.token(0, 300, " sat", -1));
        answer.join().body().close();
        await().until(() -> made.call().done().contains("leave"));
    }

    @Test
    void aFailureHasTheStatusOfItsReasonAndSaysWhetherToTryAgain() {
        CompletableFuture<HttpResponse<String>> refused = post("/v2/models/model-a/generate", BODY);
        made().sink().fail(FailureStatus.of(new GemstreamException(ErrorReason.BACKLOG_FULL, "full"), "", RETRY_DELAY));
        assertThat(refused.join().statusCode()).isEqualTo(429);
        assertThat(refused.join().headers().firstValue("retry-after")).contains("1");
        assertThat(refused.join().body()).isEqualTo("{\"error\":\"full\",\"error_reason\":\"BACKLOG_FULL\"}");
    }

    @Test
    void afterAcceptanceAnotherTryWouldBeASecondGeneration() {
        CompletableFuture<HttpResponse<String>> taken = post("/v2/models/model-a/generate", BODY);
        FakeGenerations.Made made = made();
        made.sink().send(Requests.accepted(0));
        made.sink().fail(FailureStatus.of(new GemstreamException(ErrorReason.EXPIRED_IN_QUEUE, "late"), "", RETRY_DELAY));
        assertThat(taken.join().statusCode()).isEqualTo(504);
        assertThat(taken.join().headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void whatCannotBeDoneIsRefusedBeforeAnyCall() throws Exception {
        HttpResponse<String> steps = server.post("/v2/models/model-a/generate", "{\"text_input\": \"a\", \"stream\": true}");
        assertThat(steps.statusCode()).isEqualTo(400);
        assertThat(steps.body()).isEqualTo("{\"error\":\"stream: true (expected: false; ModelStreamInfer and generate_stream "
                + "have several answers)\",\"error_reason\":\"INVALID_OPTION\"}");
        assertThat(server.post("/v2/models/model-a/generate_stream", "{}").statusCode()).isEqualTo(400);
        assertThat(server.post("/v2/models/model-a/versions/2/generate", BODY).statusCode()).isEqualTo(400);
        assertThat(server.post("/v2/models/model-a/generate", "{\"text_input\": \"a\", \"n\": 17}").statusCode()).isEqualTo(400);
        assertThat(server.post("/v2/models/model-a/generate", "[]").statusCode()).isEqualTo(400);
        assertThat(generations.size()).isZero();
        assertThat(refusals).contains("ModelGenerate INVALID_OPTION", "ModelGenerateStream EMPTY_PROMPT");
    }

    @Test
    void theSameKeyIsTheSameGeneration() throws Exception {
        for (int i = 0; i < 2; i++) {
            CompletableFuture<HttpResponse<String>> answer = post("/v2/models/model-a/generate", BODY, "Idempotency-Key", "k");
            int known = i;
            await().until(() -> generations.size() > known);
            FakeGenerations.Made made = generations.get(i);
            made.sink().fail(FailureStatus.of(new GemstreamException(ErrorReason.REQUEST_LOST, "gone"), "", RETRY_DELAY));
            answer.join();
        }
        assertThat(generations.get(0).request().getRequestId()).isNotEmpty();
        assertThat(generations.get(0).request()).isEqualTo(generations.get(1).request());
    }

    private FakeGenerations.Made made() {
        await().until(() -> generations.size() == 1);
        return generations.get(0);
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String body, String... headers) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.post(path, body, headers);
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    private HttpResponse<InputStream> stream(String body) {
        try {
            return server.stream("/v2/models/model-a/generate_stream", body);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
