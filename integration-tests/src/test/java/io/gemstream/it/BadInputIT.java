package io.gemstream.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gemstream.testing.oracle.TinyGemma;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no client should send, over HTTP: each is refused with a status that is the client's doing and an error in the API's
 * form, none ends with a fault, a reset or a stack, and good requests are answered afterwards. Random requests are made by
 * schemathesis from the description at /openapi.yaml: a few with the other tests, many with the tag {@code fuzz}.
 */
class BadInputIT {

    private static final String COMPLETIONS = "/v1/completions";
    private static final String CHATS = "/v1/chat/completions";
    private static final String GENERATE = "/v2/models/" + TinyModel.NAME + "/generate";
    private static final String LONG_NAME = "x".repeat(5_000);
    /** Of an answer that repeats a part of what was sent. */
    private static final int LONGEST_ERROR = 1_500;
    private static final int FEW_REQUESTS = 200;
    private static final Duration FEW_TAKE = Duration.ofMinutes(8);
    private static final Duration MANY_TAKE = Duration.ofHours(12);

    @TempDir
    static Path data;

    private static HttpPipeline served;
    private static Pipeline pipeline;
    private static HttpClients http;

    @BeforeAll
    static void start() {
        // A context that soon ends: left open, answers go to its end.
        served = HttpPipeline.start(data, Map.of("gemstream.worker.slots", "12",
                "gemstream.gateway.delivery-timeout", "60s",
                "gemstream.models." + TinyModel.NAME, TinyGemma.GEMMA2.file().toAbsolutePath().toString()));
        pipeline = served.pipeline();
        http = served.http();
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @AfterEach
    void goodRequestsAreAnswered() {
        http.answer(COMPLETIONS, "{\"prompt\": \"the cat\", \"max_tokens\": 2}");
        assertThat(pipeline.stackTraces()).isEmpty();
    }

    /** Bodies of chats: after vLLM's issues 16721, 17038, 35438 and 57725, and what else JSON can be. */
    static Stream<String> badChats() {
        return Stream.of("", " ", "null", "[]", "\"a\"", "1", "{", "{}}", "{\"messages\"", "'a'", "NaN", "{\"messages\": NaN}",
                "{}", "{\"messages\": []}", "{\"messages\": null}", "{\"messages\": {}}", "{\"messages\": \"hi\"}",
                "{\"messages\": [null]}", "{\"messages\": [[]]}", "{\"messages\": [1]}", "{\"messages\": [{}]}",
                "{\"messages\": [{\"role\": null, \"content\": null}]}",
                "{\"messages\": [{\"role\": [], \"content\": \"a\"}]}", "{\"messages\": [{\"role\": \"user\", \"content\": {}}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": [null]}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": [[\"a\"]]}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": null, \"text\": 1}]}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": [{\"type\": \"image_url\", \"image_url\": {}}]}]}",
                "{\"messages\": [{\"role\": \"user\", \"content\": \"a\", \"tool_calls\": [{}]}]}",
                "{\"messages\": [{\"role\": \"assistant\", \"content\": \"a\"}]}",
                "{\"messages\": " + "[".repeat(20_000) + "]".repeat(20_000) + "}",
                "{\"a\": ".repeat(3_000) + "1" + "}".repeat(3_000),
                chat("\"max_tokens\": 1e400"), chat("\"max_tokens\": -1"), chat("\"max_tokens\": 99999999999999999999"),
                chat("\"max_tokens\": " + "9".repeat(5_000)), chat("\"max_tokens\": 1e-400"),
                chat("\"max_tokens\": 1e999999999"), chat("\"max_tokens\": {}"), chat("\"max_completion_tokens\": \"5\""),
                chat("\"temperature\": 1e400"), chat("\"temperature\": -0.1"), chat("\"top_p\": 0"), chat("\"seed\": 1e30"),
                chat("\"seed\": 1.5"), chat("\"n\": 0"), chat("\"n\": 17"), chat("\"n\": -2147483649"), chat("\"stop\": {}"),
                chat("\"stop\": [[]]"), chat("\"stop\": [\"\"]"), chat("\"logit_bias\": []"), chat("\"logit_bias\": {\"a\": 1}"),
                chat("\"logit_bias\": {\"-1\": 1}"), chat("\"logit_bias\": {\"1\": 1e400}"),
                chat("\"logit_bias\": {\"99999999999\": 1}"), chat("\"stop_token_ids\": [-1]"), chat("\"stop_token_ids\": [512]"),
                chat("\"logprobs\": 1"), chat("\"logprobs\": true, \"top_logprobs\": 21"), chat("\"top_logprobs\": -1"),
                chat("\"stream\": \"yes\""), chat("\"stream\": true, \"stream_options\": []"), chat("\"priority\": 1e20"),
                chat("\"response_format\": {}"), chat("\"response_format\": []"), chat("\"response_format\": {\"type\": null}"),
                chat("\"response_format\": {\"type\": \"" + LONG_NAME + "\"}"),
                chat("\"response_format\": {\"type\": \"json_schema\", \"schema\": {\"type\": \"object\"}}"),
                chat("\"response_format\": {\"type\": \"json_schema\", \"json_schema\": null}"),
                chat("\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"schema\": null}}"),
                chat("\"structured_outputs\": []"), chat("\"structured_outputs\": {\"json\": {}, \"regex\": \"a\"}"),
                chat("\"guided_choice\": []"), chat("\"guided_choice\": [1]"), chat("\"guided_regex\": {}"),
                chat("\"tools\": [{\"type\": \"function\"}]"), chat("\"temperature\": " + "[".repeat(500) + "]".repeat(500)),
                "{\"messages\": [{\"role\": \"" + LONG_NAME + "\", \"content\": \"a\"}]}",
                chat("\"logit_bias\": {\"" + LONG_NAME + "\": 1}"), chat("\"logit_bias\": {\"" + LONG_NAME + "\": {}}"),
                chat("\"user\": \"\\ud800\""), chat("\"stop\": [\"a\\udc00\"]"), chat("\"\\ud83d\": 1"),
                chat("\"user\": \"\\u12\""), chat("\"user\": \"\n\""));
    }

    @ParameterizedTest
    @MethodSource("badChats")
    void aBadChatIsRefused(String body) {
        assertRefused(http.post(CHATS, body), 400);
    }

    /** What is no schema, expression or grammar, or none that can be done; most are vLLM's that ended with 500. */
    static Stream<String> badConstraints() {
        return Stream.concat(
                Stream.of("{\"type\": \"nope\"}", "{\"type\": 1}", "{\"type\": []}", "{\"type\": [\"a\"]}",
                        "{\"properties\": []}", "{\"properties\": {\"a\": 1}}", "{\"items\": 5}",
                        "{\"required\": \"a\"}", "{\"required\": [1]}", "{\"enum\": []}", "{\"enum\": {}}",
                        "{\"anyOf\": []}", "{\"allOf\": {}}", "{\"$ref\": \"#\"}", "{\"$ref\": \"#/$defs/x\"}",
                        "{\"$ref\": 1}", "{\"$ref\": \"http://127.0.0.1/x\"}",
                        "{\"$defs\": {\"a\": {\"$ref\": \"#/$defs/a\"}}, \"$ref\": \"#/$defs/a\"}",
                        "{\"type\": \"string\", \"pattern\": \"(\"}", "{\"type\": \"string\", \"pattern\": 1}",
                        "{\"type\": \"string\", \"minLength\": -1}", "{\"type\": \"string\", \"minLength\": 2, \"maxLength\": 1}",
                        "{\"type\": \"integer\", \"minimum\": 3, \"maximum\": 1}", "{\"type\": \"integer\", \"minimum\": \"a\"}",
                        "{\"type\": \"array\", \"minItems\": 1e30}", "{\"multipleOf\": 0}", "[]", "5", "\"{\"", "\"\"", "false",
                        "{\"not\": ".repeat(400) + "{}" + "}".repeat(400)).map(schema -> "\"guided_json\": " + schema),
                Stream.of("\"guided_regex\": \"(\"", "\"guided_regex\": \"a{1000000}\"", "\"guided_regex\": \"[z-a]\"",
                        "\"guided_regex\": \"\\\\1\"",
                        "\"guided_grammar\": \"\"", "\"guided_grammar\": \"root ::= root\"", "\"guided_grammar\": \"x ::= 1\"",
                        "\"guided_grammar\": \"root ::= " + "(".repeat(5_000) + "\""));
    }

    @ParameterizedTest
    @MethodSource("badConstraints")
    void aBadConstraintIsRefused(String constraint) {
        assertRefused(http.post(CHATS, chat(constraint)), 400);
        assertRefused(http.post(CHATS, chat("\"stream\": true, " + constraint)), 400);
    }

    static Stream<String> badCompletions() {
        return Stream.of("{\"prompt\": null}", "{\"prompt\": []}", "{\"prompt\": {}}", "{\"prompt\": [[]]}",
                "{\"prompt\": [null]}", "{\"prompt\": [\"a\", 1]}", "{\"prompt\": [1.5]}", "{\"prompt\": [-1]}",
                "{\"prompt\": [512]}", "{\"prompt\": [1e10]}", "{\"prompt\": [[[1]]]}", "{\"prompt\": \"\"}",
                "{\"prompt\": \"a\", \"logprobs\": -1}",
                "{\"prompt\": \"a\", \"suffix\": \"b\"}", "{\"prompt\": \"a\", \"best_of\": 3}",
                "{\"prompt\": \"a\", \"echo\": 1}", "{\"prompt\": \"a\", \"model\": []}",
                "{\"prompt\": [" + "\"a\",".repeat(2_000) + "\"a\"]}",
                "{\"prompt\": \"" + "a ".repeat(5_000) + "\"}");
    }

    @ParameterizedTest
    @MethodSource("badCompletions")
    void aBadCompletionIsRefused(String body) {
        assertRefused(http.post(COMPLETIONS, body), 400);
    }

    static Stream<String> badGenerates() {
        return Stream.of("", "[]", "{}", "{\"text_input\": null}", "{\"text_input\": \"\"}", "{\"text_input\": 1}",
                "{\"text_input\": [\"a\"]}", "{\"text_input\": \"a\", \"parameters\": []}",
                "{\"text_input\": \"a\", \"parameters\": {\"text_input\": \"b\"}}",
                "{\"text_input\": \"a\", \"" + LONG_NAME + "\": 1}",
                "{\"text_input\": \"a\", \"sampling_parameters\": \"{\\\"stop\\\": \\\"\\\\ud800\\\"}\"}",
                "{\"text_input\": \"a\", \"" + LONG_NAME + "\": {\"a\": []}}",
                "{\"text_input\": \"a\", \"max_tokens\": 1e400}", "{\"text_input\": \"a\", \"timeout\": -1}",
                "{\"text_input\": \"a\", \"sampling_parameters\": \"{\"}",
                "{\"text_input\": \"a\", \"sampling_parameters\": \"" + LONG_NAME + "\"}",
                "{\"text_input\": \"a\", \"parameters\": " + "{\"a\":".repeat(400) + "1" + "}".repeat(401));
    }

    @ParameterizedTest
    @MethodSource("badGenerates")
    void aBadGenerateIsRefused(String body) {
        HttpResponse<String> refused = http.post(GENERATE, body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(refused.body().length()).isLessThan(LONGEST_ERROR);
        assertThat(HttpClients.json(refused.body()).path("error_reason").asText()).isNotEmpty();
    }

    @Test
    void tokensThatAreNoneAreRefused() {
        for (String body : List.of("{\"tokens\": [-1]}", "{\"tokens\": [512]}", "{\"tokens\": \"a\"}", "{\"tokens\": [\"a\"]}",
                "{\"tokens\": [1e99]}")) {
            assertRefused(http.post("/detokenize", body), 400);
        }
        for (String body : List.of("{}", "{\"prompt\": 1}", "{\"messages\": []}", "{\"messages\": [null]}",
                "{\"prompt\": \"a\", \"return_token_strs\": 1}")) {
            assertRefused(http.post("/tokenize", body), 400);
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertRefused(http.post(COMPLETIONS, "{\"prompt\": \"a\", \"model\": \"" + LONG_NAME + "\"}"), 404);
        for (String path : List.of("/v1/models/nope", "/v1/models/%ff", "/v1/models/%00", "/v1/models/" + "x".repeat(2_000),
                "/v1/nope", "/v1/", "/v1/chat", "/v1/chat/completions/x", "/tokenizer_info?model=nope")) {
            assertRefused(http.get(path), 404);
        }
        for (String path : List.of(CHATS, COMPLETIONS, "/tokenize", "/detokenize", "/v1/embeddings")) {
            HttpResponse<String> wrong = http.get(path);
            assertRefused(wrong, 405);
            assertThat(wrong.headers().firstValue("allow")).contains("POST");
        }
        assertRefused(http.post("/v1/models", "{}"), 405);
        assertRefused(http.post("/v1/embeddings", "{\"input\": \"a\"}"), 501);
    }

    /** Nulls everywhere, other types of content, and fields that nobody knows. */
    @Test
    void whatIsStrangeAndMeansSomethingIsAnswered() {
        String nulls = Stream.of("model", "max_tokens", "n", "stream", "stream_options", "temperature", "top_p", "top_k", "min_p",
                "seed", "stop", "stop_token_ids", "ignore_eos", "min_tokens", "frequency_penalty", "presence_penalty",
                "repetition_penalty", "logit_bias", "service_tier", "priority", "response_format", "structured_outputs",
                "guided_json", "guided_regex", "guided_choice", "guided_grammar", "guided_whitespace_pattern", "json_whitespace",
                "logprobs", "top_logprobs", "continue_final_message", "tools", "tool_choice", "functions", "modalities", "user",
                "metadata", "format", "reasoning_effort").map(name -> "\"" + name + "\": null").collect(
                        Collectors.joining(", "));
        http.answer(CHATS, chat("\"max_completion_tokens\": 2, " + nulls));
        String few = "\"max_tokens\": 2";
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense")) {
            http.answer(CHATS, chat(few), "Content-Type", type);
        }
        http.answer(CHATS, chat(few + ", \"unknown\": {\"a\": [[[{}]]]}, \"user\": \"\\u0000\\uffff\""));
        // A regular expression of more words than anybody could count.
        http.answer(CHATS, chat(few + ", \"guided_regex\": \"((((a{99}){99}){99}){99}){99}\""));
        http.answer(CHATS, "{\"messages\": [{\"role\": \"user\"}], " + few + "}");
        http.answer(CHATS, chat(few), "Idempotency-Key", LONG_NAME);
    }

    @Test
    void bytesThatAreNoTextOrNoHttpAreRefused() throws IOException {
        byte[] noText = {'{', '"', 'p', 'r', 'o', 'm', 'p', 't', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'};
        assertThat(raw("POST " + COMPLETIONS + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + noText.length
                + "\r\n\r\n", noText)).startsWith("HTTP/1.1 400 ").contains("\"code\":\"invalid_option\"");
        assertThat(raw("GET /v1/models HTTP/1.1\r\nHost: a\r\nX-Large: " + "x".repeat(70_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(raw("GET /v1/models/" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: a\r\n\r\n")).contains(" 414 ");
        String chunked = "POST " + COMPLETIONS + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(raw("POST " + COMPLETIONS + " HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n{}"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(raw("nonsense\r\n\r\n")).startsWith("HTTP/1.");
        assertThat(raw("BREW /v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 405 ");
        // Bodies whose ends never come, or cannot be found, get no answer, and leave nothing behind.
        raw(chunked + "zz\r\n{}\r\n0\r\n\r\n");
        raw(chunked + "5\r\n{\"pro\r\n");
        raw(chunked + "ff\r\n{\"pro");
        raw("POST " + COMPLETIONS + " HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{\"prompt\"");
    }

    @Test
    void aFewRandomRequestsAreAnsweredAsDescribed() {
        fuzz(FEW_REQUESTS, FEW_TAKE);
    }

    @Test
    @Tag("fuzz")
    void manyRandomRequestsAreAnsweredAsDescribed() {
        fuzz(Long.getLong("gemstream.fuzz.requests", 1_000_000), MANY_TAKE);
    }

    private static void fuzz(long requests, Duration limit) {
        System.out.println(new ClientScript("fuzz_http").run(limit, "http://127.0.0.1:" + pipeline.httpPort(0),
                Long.toString(requests), Long.toString(Long.getLong("gemstream.fuzz.seed", 1))));
    }

    private static String chat(String fields) {
        return "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}], " + fields + "}";
    }

    private static void assertRefused(HttpResponse<String> refused, int status) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(refused.headers().firstValue("x-request-id")).isPresent();
        assertThat(refused.body().length()).as(refused.body()).isLessThan(LONGEST_ERROR);
        JsonNode error = HttpClients.json(refused.body()).path("error");
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(error.path("code").asText()).isNotEmpty();
        assertThat(error.path("type").asText()).isEqualTo(status == 501 ? "server_error" : "invalid_request_error");
        assertThat(error.has("param")).isTrue();
    }

    /** What the server says until it closes the connection, or this side has said all and it is silent for a second. */
    private static String raw(String head, byte... body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", pipeline.httpPort(0))) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            StringBuilder said = new StringBuilder();
            try {
                for (int read = socket.getInputStream().read(); read >= 0; read = socket.getInputStream().read()) {
                    said.append((char) read);
                }
            } catch (SocketTimeoutException silent) {
                // It waits for what does not come.
            }
            return said.toString();
        }
    }
}
