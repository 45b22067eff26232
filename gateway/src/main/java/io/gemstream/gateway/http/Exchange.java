package io.gemstream.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.rpc.Status;
import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.FailureStatus;
import io.gemstream.gateway.call.GenerationCall;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.Tenant;
import io.opentelemetry.context.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * A request and its answer. Every answer has X-Request-Id: the id of the generation, or of the first of several; where there
 * is none, one that the gateway's log knows. Answers may come from any thread.
 */
public final class Exchange {

    private static final String REQUEST_ID = "X-Request-Id";
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final long arrivalNs = System.nanoTime();
    private final RoutingContext routing;
    private final io.vertx.core.Context loop;
    private final ErrorForm errors;
    private final Duration retryDelay;
    private final Duration keepAlive;
    private Tenant tenant = Tenant.DEFAULT;
    private volatile String requestId = UUID.randomUUID().toString();

    Exchange(RoutingContext routing, ErrorForm errors, Duration retryDelay, Duration keepAlive) {
        this.routing = routing;
        this.loop = routing.vertx().getOrCreateContext();
        this.errors = errors;
        this.retryDelay = retryDelay;
        this.keepAlive = keepAlive;
    }

    void tenant(Tenant known) {
        tenant = known;
    }

    /** What calls of the gateway need to know of this one. */
    public CallContext context(String method) {
        return new CallContext(method, arrivalNs, tenant, Deadline.NEVER, Context.current());
    }

    /** A segment of the path, decoded, that the route has a name for. */
    public String path(String name) {
        return routing.pathParam(name);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(routing.request().getHeader(name));
    }

    /** The client's Idempotency-Key, where it sent one, with its tenant: a key of one tenant says nothing to another. */
    public Optional<IdempotencyKey> idempotencyKey() {
        return header(IDEMPOTENCY_KEY).filter(key -> !key.isBlank()).map(key -> new IdempotencyKey(tenant, key));
    }

    public String requestId() {
        return requestId;
    }

    /** Starts a call that answers this request; a client that leaves before the end leaves the call. */
    public void start(GenerationCall call) {
        call.requestIds().stream().findFirst().ifPresent(first -> requestId = first);
        HttpServerResponse response = routing.response();
        response.closeHandler(_ -> call.leave());
        response.exceptionHandler(_ -> call.leave());
        if (response.closed()) {
            call.leave();
            return;
        }
        call.start();
    }

    /** A stream of events as the answer. Nothing of it is sent before its first event. */
    public EventStream stream(Framing framing) {
        return new EventStream(routing.vertx(), loop, routing.response(), framing, keepAlive, this::headers);
    }

    /** Answers with JSON. */
    public void answer(JsonNode body) {
        respond(200, Json.text(body), "application/json", Optional.empty());
    }

    /** Answers with a text. */
    public void answer(int status, String body, String contentType) {
        respond(status, body, contentType, Optional.empty());
    }

    /** Answers with the error of a failure that came before the request was taken on. */
    public void fail(Throwable failure) {
        fail(FailureStatus.of(failure, requestId, retryDelay), false);
    }

    /**
     * Answers with an error.
     *
     * @param taken whether a generation was begun: then the same request again would be a second one
     */
    public void fail(Status failure, boolean taken) {
        HttpError error = HttpError.of(failure);
        respond(error.status(), Json.text(errors.body(error)), "application/json",
                Optional.of(new Retry(error.retryAfter(), !taken && error.retriable())));
    }

    /** What an error says of trying again. OpenAI's clients would otherwise do so after 409, 429 and every 5xx. */
    private record Retry(Optional<Duration> after, boolean makesSense) {

        void headers(HttpServerResponse response, int status) {
            if (!makesSense) {
                response.putHeader("x-should-retry", "false");
            } else if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
                // Whole seconds, and 0 would mean at once.
                after.ifPresent(delay -> response.putHeader("Retry-After",
                        Long.toString(Math.max(1, delay.plusMillis(999).toSeconds()))));
            }
        }
    }

    private void respond(int status, String body, String contentType, Optional<Retry> retry) {
        loop.runOnContext(_ -> {
            HttpServerResponse response = routing.response();
            if (response.closed() || response.ended()) {
                return;
            }
            headers(response);
            retry.ifPresent(said -> said.headers(response, status));
            response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(body);
        });
    }

    private void headers(HttpServerResponse response) {
        response.putHeader(REQUEST_ID, requestId);
    }
}
