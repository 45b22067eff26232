package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.ListOperationsRequest;
import com.google.longrunning.Operation;
import io.gemstream.client.Prompts;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationMetadata;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.testing.calls.GenerationClient;
import io.gemstream.testing.oracle.GreedyGolden;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's API over the whole pipeline: what clients get, and what becomes of a generation whose worker or client goes. */
class OpenAiIT {

    private static final String COMPLETIONS = "/v1/completions";
    private static final String CHATS = "/v1/chat/completions";
    private static final int LONG = 3_000;
    private static final int MEGABYTE = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration SCRIPT_LIMIT = Duration.ofMinutes(6);
    private static final GreedyGolden GOLDEN = TinyModel.golden();

    @TempDir
    static Path data;

    private static HttpPipeline served;
    private static Pipeline pipeline;
    private static HttpClients http;

    @BeforeAll
    static void start() {
        served = HttpPipeline.start(data, Map.of("gemstream.topics.task-lock", "15s",
                "gemstream.http.aliases.\"gpt-4o-mini\"", TinyModel.NAME));
        pipeline = served.pipeline();
        http = served.http();
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @Test
    void aTextIsThatOfItsTokensWholeAndStreamed() {
        String greedy = body(GOLDEN.promptIds().toString(), GOLDEN.greedyIds().size(), "\"ignore_eos\": true");
        String expected = http.answer("/detokenize", "{\"tokens\": " + GOLDEN.greedyIds() + "}").path("prompt").asText();
        JsonNode whole = http.answer(COMPLETIONS, greedy);
        assertThat(whole.at("/choices/0/text").asText()).isEqualTo(expected);
        assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(whole.at("/usage/completion_tokens").asInt()).isEqualTo(GOLDEN.greedyIds().size());
        try (HttpClients.Events events = http.stream(COMPLETIONS, streamed(greedy))) {
            assertThat(text(events.rest())).isEqualTo(expected);
        }
    }

    /** A client of the JDK asks for HTTP/2 by an upgrade, with the body behind it: each time on a connection of its own. */
    @Test
    void aMegabyteComesInByEveryVersionOfHttp() {
        String large = body("\"the cat\"", 4, "\"user\": \"" + "x".repeat(MEGABYTE) + "\"");
        for (HttpClient.Version version : HttpClient.Version.values()) {
            try (HttpClients fresh = HttpClients.connect(pipeline.httpPort(0), version)) {
                HttpResponse<String> whole = fresh.post(COMPLETIONS, large);
                assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
                assertThat(whole.version()).isEqualTo(version);
            }
            try (HttpClients fresh = HttpClients.connect(pipeline.httpPort(0), version);
                    HttpClients.Events events = fresh.stream(COMPLETIONS, streamed(large))) {
                assertThat(events.response().version()).isEqualTo(version);
                assertThat(events.rest()).isNotEmpty();
            }
        }
    }

    @Test
    void aKilledWorkersStreamGoesOnAtTheNextTokenOnAnother() throws Exception {
        String request = body(GOLDEN.promptIds().toString(), LONG, "\"ignore_eos\": true");
        String undisturbed = http.answer(COMPLETIONS, request).at("/choices/0/text").asText();
        try (HttpClients.Events events = http.stream(COMPLETIONS, streamed(request))) {
            List<JsonNode> before = events.next(20);
            pipeline.worker(0).kill();
            pipeline.replaceWorker(0);
            assertThat(text(before) + text(events.rest())).isEqualTo(undisturbed);
            assertThat(operation(events.requestId()).getMetadata().unpack(GenerationMetadata.class).getAttempt()).isEqualTo(2);
        }
    }

    /** What tools send that score a text; the numbers are those of a request with a token more. */
    @Test
    void aPromptIsScoredWithoutATokenOfItsOwn() {
        String prompt = GOLDEN.promptIds().toString();
        JsonNode scored = http.answer(COMPLETIONS, body(prompt, 0, "\"echo\": true, \"logprobs\": 1"));
        JsonNode more = http.answer(COMPLETIONS, body(prompt, 1, "\"echo\": true, \"logprobs\": 1"));
        int tokens = GOLDEN.promptIds().size();
        assertThat(scored.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(scored.at("/usage/prompt_tokens").asInt()).isEqualTo(tokens);
        assertThat(scored.at("/usage/completion_tokens").asInt(-1)).isZero();
        assertThat(more.at("/choices/0/text").asText()).startsWith(scored.at("/choices/0/text").asText());
        for (String array : List.of("tokens", "token_logprobs", "top_logprobs", "text_offset")) {
            JsonNode alone = scored.at("/choices/0/logprobs/" + array);
            assertThat(alone).hasSize(tokens);
            assertThat(more.at("/choices/0/logprobs/" + array)).hasSize(tokens + 1).startsWith(
                    StreamSupport.stream(alone.spliterator(), false).toArray(JsonNode[]::new));
        }
        try (HttpClients.Events events = http.stream(COMPLETIONS,
                streamed(body(prompt, 0, "\"echo\": true, \"logprobs\": 1")))) {
            assertThat(events.rest()).singleElement().satisfies(event ->
                    assertThat(event.at("/choices/0")).isEqualTo(scored.at("/choices/0")));
        }
    }

    @Test
    void aProxysTimeoutEndsTheGeneration() {
        String request = body(GOLDEN.promptIds().toString(), LONG, "\"ignore_eos\": true");
        HttpResponse<String> late = http.post(COMPLETIONS, request, "x-envoy-expected-rq-timeout-ms", "300");
        assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
        // Whether a worker has begun by then is a matter of load.
        assertThat(HttpClients.json(late.body()).at("/error/code").asText()).isIn("deadline_expired", "expired_in_queue");
        String requestId = late.headers().firstValue("x-request-id").orElseThrow();
        await().atMost(LIMIT).until(() -> operation(requestId).getDone());
        assertThat(ErrorStatus.reason(operation(requestId).getError()).orElseThrow())
                .isIn(ErrorReason.DEADLINE_EXPIRED, ErrorReason.EXPIRED_IN_QUEUE);
    }

    @Test
    void metricsHaveTheNamesOfVllm() {
        http.answer(COMPLETIONS, body("\"the cat\"", 4, "\"n\": 2"));
        await().atMost(LIMIT).untilAsserted(() -> assertThat(http.get("/metrics").body()).contains(
                "vllm:num_requests_running{", "vllm:num_requests_waiting{", "vllm:kv_cache_usage_perc{",
                "vllm:prompt_tokens_total{", "vllm:generation_tokens_total{", "vllm:time_to_first_token_seconds_bucket{",
                "vllm:inter_token_latency_seconds_bucket{", "vllm:e2e_request_latency_seconds_bucket{",
                "vllm:request_success_total{", "model_name=\"" + TinyModel.NAME + "\""));
        assertThat(http.get("/health").statusCode()).isEqualTo(200);
        assertThat(http.get("/openapi.yaml").body()).startsWith("openapi: 3.1.0");
    }

    @Test
    void aClientThatLeavesCancelsItsGenerationAndOneWithAKeyDoesNot() {
        String request = streamed(body(GOLDEN.promptIds().toString(), LONG, "\"ignore_eos\": true"));
        HttpClients.Events events = http.stream(COMPLETIONS, request);
        events.next(3);
        events.close();
        await().atMost(LIMIT).until(() -> operation(events.requestId()).getDone());
        assertThat(ErrorStatus.reason(operation(events.requestId()).getError())).contains(ErrorReason.CANCELLED_BY_CLIENT);

        HttpClients.Events keyed = http.stream(COMPLETIONS, request, "Idempotency-Key", "leave-and-come-back");
        keyed.next(3);
        keyed.close();
        await().atMost(LIMIT).until(() -> operation(keyed.requestId()).getDone());
        assertThat(operation(keyed.requestId()).hasError()).isFalse();
        try (HttpClients.Events again = http.stream(COMPLETIONS, request, "Idempotency-Key", "leave-and-come-back")) {
            assertThat(again.requestId()).isEqualTo(keyed.requestId());
            assertThat(again.rest()).hasSizeGreaterThan(LONG / 2);
        }
        HttpResponse<String> other = http.post(COMPLETIONS, body("\"the dog\"", 3, "\"n\": 1"),
                "Idempotency-Key", "leave-and-come-back");
        assertThat(other.statusCode()).as(other.body()).isEqualTo(409);
        assertThat(other.headers().firstValue("x-should-retry")).contains("false");
    }

    /** What tokenizer services refuse comes with a status also where a stream was asked for. */
    @Test
    void errorsHaveTheStatusAndTheFormOfOpenAi() {
        for (String request : List.of(body("[" + "2, ".repeat(TinyModel.CONTEXT) + "2]", 3, "\"n\": 1"),
                streamed(body("[" + "2, ".repeat(TinyModel.CONTEXT) + "2]", 3, "\"n\": 1")))) {
            HttpResponse<String> tooLong = http.post(COMPLETIONS, request);
            assertThat(tooLong.statusCode()).isEqualTo(400);
            assertThat(tooLong.headers().firstValue("x-request-id")).isPresent();
            assertThat(HttpClients.json(tooLong.body()).at("/error/code").asText()).isEqualTo("context_length_exceeded");
        }
        HttpResponse<String> schema = http.post(COMPLETIONS, body("\"a\"", 3, "\"guided_json\": {\"type\": \"nope\"}"));
        assertThat(schema.statusCode()).as(schema.body()).isEqualTo(400);
        assertThat(HttpClients.json(schema.body()).at("/error/code").asText()).isEqualTo("invalid_constraint");
    }

    @Test
    void theModelAnswersToItsNamesAndTokensGoThereAndBack() {
        JsonNode models = HttpClients.json(http.get("/v1/models").body());
        assertThat(models.at("/data").findValuesAsText("id")).containsExactly(TinyModel.NAME, "gpt-4o-mini");
        assertThat(models.at("/data/1/max_model_len").asInt()).isEqualTo(TinyModel.CONTEXT);
        assertThat(HttpClients.json(http.get("/v1/models/gpt-4o-mini").body()).path("root").asText()).isEqualTo(TinyModel.NAME);
        JsonNode chat = http.answer(CHATS, """
                {"model": "gpt-4o-mini", "max_tokens": 3, "messages": [{"role": "user", "content": "hi"}],
                 "tools": null, "stop": null, "logit_bias": {}}""");
        assertThat(chat.path("model").asText()).isEqualTo("gpt-4o-mini");
        JsonNode tokens = http.answer("/tokenize", "{\"prompt\": \"the cat é\", \"add_special_tokens\": false}");
        assertThat(http.answer("/detokenize", "{\"tokens\": " + tokens.path("tokens") + "}").path("prompt").asText())
                .isEqualTo("the cat é");
        assertThat(http.answer("/tokenize", "{\"prompt\": \"<bos>\", \"add_special_tokens\": false}").path("count").asInt())
                .isEqualTo(1);
        assertThat(HttpClients.json(http.get("/tokenizer_info").body()).path("bos_token").asText()).isEqualTo("<bos>");
    }

    @Test
    void theStockClientForPythonIsContent() {
        System.out.println(new ClientScript("openai_python")
                .run(SCRIPT_LIMIT, "http://127.0.0.1:" + pipeline.httpPort(0) + "/v1", TinyModel.NAME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "langchain4j"})
    void theStockClientsForJavaAreContentAndWhatTheyLeaveIsCancelled(String client) throws Exception {
        long before = cancelled();
        String printed = new JavaClient(client).run(SCRIPT_LIMIT,
                () -> await().atMost(LIMIT).until(() -> cancelled() == before + 1), javaClientArguments());
        assertThat(printed).contains(JavaClient.LEFT);
        System.out.println(printed);
    }

    /** Whose client for OpenAI's API cannot close a stream, so it leaves none. */
    @Test
    void theStockClientForQuarkusIsContent() throws Exception {
        System.out.println(new JavaClient("quarkus-langchain4j").run(SCRIPT_LIMIT, () -> { }, javaClientArguments()));
    }

    /** With the answer to what all of them ask first. */
    private static String[] javaClientArguments() throws IOException {
        String question = """
                {"model": "%s", "temperature": 0, "max_completion_tokens": 24, "messages": [
                 {"role": "system", "content": "Be brief."}, {"role": "user", "content": "the cat"}]}""";
        Path answer = Files.writeString(data.resolve("answer.json"),
                http.answer(CHATS, question.formatted(TinyModel.NAME)).toString());
        return new String[] {"http://127.0.0.1:" + pipeline.httpPort(0) + "/v1", TinyModel.NAME, answer.toString()};
    }

    private static long cancelled() {
        return pipeline.client(0).longRunning().listOperations(
                        ListOperationsRequest.newBuilder().setFilter("done = true").setPageSize(1000).build())
                .getOperationsList().stream().filter(Operation::hasError)
                .filter(one -> ErrorStatus.reason(one.getError()).filter(ErrorReason.CANCELLED_BY_CLIENT::equals).isPresent())
                .count();
    }

    /** lm-evaluation-harness adds up log-probabilities of answers: to those that a prompt has over gRPC. Many packages. */
    @Test
    @Tag("long")
    void theHarnessScoresTextsAsTheyAreScoredOverGrpc() {
        List<JsonNode> texts = new ClientScript("lm_eval_completions")
                .run(SCRIPT_LIMIT, "http://127.0.0.1:" + pipeline.httpPort(0) + COMPLETIONS, TinyModel.NAME).lines()
                .filter(line -> line.startsWith("{")).map(HttpClients::json).toList();
        assertThat(texts).hasSizeGreaterThan(5);
        for (JsonNode text : texts) {
            PromptLogprobs scores = scores(text.path("tokens"));
            int first = text.path("first").asInt() - scores.getFirst();
            int count = scores.getIdsCount();
            assertThat(text.path("logprob").asDouble()).as(text.toString()).isCloseTo(
                    scores.getLogprobsList().subList(first, count).stream().mapToDouble(Float::doubleValue).sum(), within(1e-4));
            if (!text.path("greedy").isNull()) {
                assertThat(text.path("greedy").asBoolean()).as(text.toString()).isEqualTo(IntStream.range(first, count)
                        .allMatch(at -> scores.getTopLogprobs(at).getIds(0) == scores.getIds(at)));
            }
        }
    }

    private static PromptLogprobs scores(JsonNode tokens) {
        GenerateRequest.Builder request = GenerationClient.greedy(Prompts.ids(
                StreamSupport.stream(tokens.spliterator(), false).map(JsonNode::asInt).toList()), 0).toBuilder();
        request.getSamplingBuilder().setPromptLogprobs(1);
        Iterator<GenerateResponse> events = pipeline.client(0).blocking().generate(request.build());
        PromptLogprobs scores = PromptLogprobs.getDefaultInstance();
        while (events.hasNext()) {
            GenerateResponse event = events.next();
            scores = event.getTokens().hasPromptLogprobs() ? event.getTokens().getPromptLogprobs() : scores;
        }
        return scores;
    }

    private static Operation operation(String requestId) {
        return pipeline.client(0).longRunning().getOperation(
                GetOperationRequest.newBuilder().setName("operations/" + requestId).build());
    }

    private static String text(List<JsonNode> events) {
        return events.stream().map(event -> event.at("/choices/0/text").asText()).collect(Collectors.joining());
    }

    private static String body(String prompt, int tokens, String more) {
        return "{\"prompt\": %s, \"max_tokens\": %d, \"temperature\": 0, %s}".formatted(prompt, tokens, more);
    }

    private static String streamed(String body) {
        return "{\"stream\": true, " + body.substring(1);
    }
}
