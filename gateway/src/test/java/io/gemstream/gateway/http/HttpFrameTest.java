package io.gemstream.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Status;
import io.gemstream.gateway.call.FakeCall;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The frame on a real server, without a pipeline. */
class HttpFrameTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TIMEOUT = "x-envoy-expected-rq-timeout-ms";
    private static final ErrorForm ERRORS = error -> Json.object().put("reason", error.reason());

    private TestServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void eventsAreFramedAsOpenAisClientsNeedThem() throws Exception {
        start(Map.of(), routes -> routes.post("/stream", ERRORS, (exchange, _) -> {
            EventStream stream = exchange.stream(Framing.OPENAI);
            stream.send("{\"a\":1}");
            stream.send("[DONE]");
            stream.end();
        }));
        HttpResponse<String> response = server.post("/stream", "{}");
        assertThat(response.body()).isEqualTo("data: {\"a\":1}\n\ndata: [DONE]\n\n");
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(response.headers().firstValue("content-encoding")).isEmpty();
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void silenceIsFilledWithACommentThatDispatchesNothing() throws Exception {
        AtomicReference<EventStream> stream = new AtomicReference<>();
        start(Map.of("gemstream.http.keep-alive", "100ms"),
                routes -> routes.post("/stream", ERRORS, (exchange, _) -> stream.set(exchange.stream(Framing.OPENAI))));
        HttpResponse<InputStream> response = server.stream("/stream", "{}");
        byte[] comments = response.body().readNBytes(2 * ": keep-alive\n".length());
        assertThat(new String(comments, StandardCharsets.UTF_8)).isEqualTo(": keep-alive\n".repeat(2));
        stream.get().fail(status(ErrorReason.INTERNAL), true);
        assertThat(new String(response.body().readAllBytes(), StandardCharsets.UTF_8))
                .endsWith("data: {\"reason\":\"INTERNAL\"}\n\n");
    }

    @Test
    void anErrorBeforeTheFirstEventIsAStatus() throws Exception {
        start(Map.of(), routes -> {
            routes.post("/full", ERRORS, (exchange, _) ->
                    exchange.stream(Framing.OPENAI).fail(status(ErrorReason.BACKLOG_FULL), false));
            routes.post("/taken", ERRORS, (exchange, _) ->
                    exchange.stream(Framing.OPENAI).fail(status(ErrorReason.REQUEST_LOST), true));
        });
        HttpResponse<String> full = server.post("/full", "{}");
        assertThat(full.statusCode()).isEqualTo(429);
        assertThat(full.headers().firstValue("retry-after")).contains("3");
        assertThat(full.headers().firstValue("x-should-retry")).isEmpty();
        HttpResponse<String> taken = server.post("/taken", "{}");
        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(taken.headers().firstValue("x-should-retry")).contains("false");
    }

    /** A client that reads nothing is sent a bounded number of events, and the rest once it reads. */
    @Test
    void aClientThatDoesNotReadIsNotSentMoreThanItTakes() throws Exception {
        AtomicReference<EventStream> opened = new AtomicReference<>();
        CountDownLatch open = new CountDownLatch(1);
        start(Map.of(), routes -> routes.post("/stream", ERRORS, (exchange, _) -> {
            opened.set(exchange.stream(Framing.OPENAI));
            open.countDown();
        }));
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write("POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();
            EventStream stream = opened.get();
            String event = "x".repeat(1_000);
            AtomicInteger sent = new AtomicInteger();
            // Until it is still full after a while in which the sockets could have taken more.
            await().atMost(PATIENCE).during(Duration.ofSeconds(1)).until(() -> {
                while (stream.isReady()) {
                    stream.send(event);
                    sent.incrementAndGet();
                }
                return sent.get() > 0 && !stream.isReady();
            });
            assertThat(sent.get()).as("of megabytes, what sockets and buffers take").isLessThan(20_000);
            InputStream in = socket.getInputStream();
            in.readNBytes(sent.get() * 900);
            await().atMost(PATIENCE).until(stream::isReady);
        }
    }

    @Test
    void keysAreAskedForWhereThereAreSomeAndComeInFourWays() throws Exception {
        start(Map.of("gemstream.http.api-keys.blue", "secret"), routes -> {
            routes.get("/who", ERRORS, exchange -> exchange.answer(200, exchange.context("").tenant().name(), "text/plain"));
            routes.open("/open", ERRORS, exchange -> exchange.answer(200, "", "text/plain"));
        });
        assertThat(server.get("/who").statusCode()).isEqualTo(401);
        assertThat(server.get("/who", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(server.get("/open").statusCode()).isEqualTo(200);
        assertThat(List.of(server.get("/who", "Authorization", "Bearer secret"), server.get("/who", "x-api-key", "secret"),
                server.get("/who", "x-goog-api-key", "secret"), server.get("/who?key=secret")))
                .allSatisfy(response -> assertThat(response.body()).isEqualTo("blue"));
    }

    @Test
    void aProxysTimeoutIsTheCallsDeadline() throws Exception {
        start(Map.of(), routes -> routes.get("/deadline", ERRORS, exchange ->
                exchange.answer(200, Long.toString(exchange.context("").deadline().epochMs()), "text/plain")));
        long before = System.currentTimeMillis();
        long deadline = Long.parseLong(server.get("/deadline", TIMEOUT, "600000").body());
        assertThat(deadline).isBetween(before + 600_000, System.currentTimeMillis() + 600_000);
        String never = Long.toString(Deadline.NEVER.epochMs());
        assertThat(server.get("/deadline").body()).isEqualTo(never);
        assertThat(server.get("/deadline", TIMEOUT, "0").body()).isEqualTo(never);
        for (String wrong : List.of("-1", "1.5", "30s", "", "9999999999999")) {
            assertThat(server.get("/deadline", TIMEOUT, wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    /** Nobody may be there to write it to the log; whether the answer is a stream, and whether it has begun. */
    @Test
    void aDeadlineEndsTheAnswerAndTheCall() throws Exception {
        Map<String, FakeCall> calls = new ConcurrentHashMap<>();
        start(Map.of(), routes -> {
            routes.post("/whole", ERRORS, (exchange, _) -> exchange.start(calls.computeIfAbsent("/whole", _ -> new FakeCall())
                    .named("r"), failure -> exchange.fail(failure, true)));
            for (String path : List.of("/silent", "/begun")) {
                routes.post(path, ERRORS, (exchange, _) -> {
                    EventStream stream = exchange.stream(Framing.OPENAI);
                    if (path.equals("/begun")) {
                        stream.send("1");
                    }
                    stream.answers(calls.computeIfAbsent(path, _ -> new FakeCall()).named("r"),
                            failure -> stream.fail(failure, true));
                });
            }
        });
        for (String path : List.of("/whole", "/silent", "/begun")) {
            HttpResponse<String> response = server.post(path, "{}", TIMEOUT, "50");
            boolean begun = path.equals("/begun");
            assertThat(response.statusCode()).isEqualTo(begun ? 200 : 504);
            assertThat(response.body()).isEqualTo(begun
                    ? "data: 1\n\ndata: {\"reason\":\"DEADLINE_EXPIRED\"}\n\n" : "{\"reason\":\"DEADLINE_EXPIRED\"}");
            await().atMost(PATIENCE).until(() -> calls.get(path).done().contains("leave"));
        }
    }

    @Test
    void bodiesThatAreNoObjectsAreRefused() throws Exception {
        start(Map.of(), routes -> {
            routes.post("/v1/a", ERRORS, (exchange, body) -> exchange.answer(body));
            routes.unknown("/v1/", ERRORS);
        });
        for (String body : List.of("", "{", "[]", "null", "{} {}", "\"a\"", "[".repeat(5_000),
                "{\"a\": [\"\\ud83d\"]}", "{\"\\udc00\": 1}")) {
            assertThat(server.post("/v1/a", body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(server.post("/v1/a", "{\"a\":\"\\ud83d\\ude00\"}").statusCode()).isEqualTo(200);
        assertThat(server.post("/v1/a", "{\"a\":null}").body()).isEqualTo("{\"a\":null}");
        assertThat(server.post("/v1/a", "{\"a\":\"" + "x".repeat(9 << 20) + "\"}").statusCode()).isEqualTo(413);
    }

    @Test
    void pathsAndMethodsThatNobodyServesAreRefusedInTheFacesForm() throws Exception {
        start(Map.of(), routes -> {
            routes.post("/tokens", ERRORS, (exchange, body) -> exchange.answer(body));
            routes.get("/v1/a/*", ERRORS, exchange -> exchange.answer(Json.object()));
            routes.post("/v1/a/*", ERRORS, (exchange, body) -> exchange.answer(body));
            routes.unknown("/v1/", ERRORS);
        });
        HttpResponse<String> read = server.get("/tokens");
        assertThat(read.statusCode()).isEqualTo(405);
        assertThat(read.headers().firstValue("allow")).contains("POST");
        assertThat(read.body()).isEqualTo("{\"reason\":\"METHOD_NOT_ALLOWED\"}");
        HttpResponse<String> deleted = server.send("DELETE", "/v1/a/b");
        assertThat(deleted.statusCode()).isEqualTo(405);
        assertThat(deleted.headers().firstValue("allow")).contains("GET, HEAD, POST");
        assertThat(server.get("/v1/a/b").statusCode()).isEqualTo(200);
        HttpResponse<String> unknown = server.get("/v1/b");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("{\"reason\":\"PATH_NOT_FOUND\"}");
    }

    private void start(Map<String, String> settings, HttpFace face) {
        server = TestServer.start(settings, face);
    }

    private static Status status(ErrorReason reason) {
        return ErrorStatus.of(new GemstreamException(reason, "no").retryAfter(Duration.ofMillis(2_100)), "");
    }
}
