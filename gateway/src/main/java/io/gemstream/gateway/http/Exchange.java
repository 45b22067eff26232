package io.gemstream.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.rpc.Status;
import io.gemstream.gateway.admission.ChoiceRequests;
import io.gemstream.gateway.call.CallContext;
import io.gemstream.gateway.call.FailureStatus;
import io.gemstream.gateway.call.GenerationCall;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.Echo;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.GenerateRequest;
import io.opentelemetry.context.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A request and its answer. Every answer has X-Request-Id: the id of the generation, or of the first of several; where there
 * is none, one that the gateway's log knows. Answers may come from any thread.
 */
public final class Exchange {

    private static final String REQUEST_ID = "X-Request-Id";
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String JSON = "application/json";
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final long arrivalNs = System.nanoTime();
    private final RoutingContext routing;
    private final io.vertx.core.Context loop;
    private final ErrorForm errors;
    private final Duration retryDelay;
    private final Duration keepAlive;
    private Tenant tenant = Tenant.DEFAULT;
    private Deadline deadline = Deadline.NEVER;
    private volatile String requestId = UUID.randomUUID().toString();

    Exchange(RoutingContext routing, ErrorForm errors, Duration retryDelay, Duration keepAlive) {
        this.routing = routing;
        this.loop = Vertx.currentContext();
        this.errors = errors;
        this.retryDelay = retryDelay;
        this.keepAlive = keepAlive;
    }

    /** Finds out whose request it is and how long it may take, or refuses it. */
    void admit(ApiKeys keys) {
        tenant = keys.tenant(routing.request());
        deadline = RequestTimeout.deadline(routing.request());
    }

    /** Reads the body, and gives it to the handler; what that throws is answered. */
    void withBody(int mostBytes, Consumer<ObjectNode> handler) {
        BodyReader.read(routing.request(), mostBytes, body -> answering(() -> handler.accept(Json.object(body))), this::fail);
    }

    /** Does what answers the request; what that throws is answered. */
    void answering(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException refused) {
            fail(refused);
        }
    }

    GemstreamException unknown() {
        return new GemstreamException(ErrorReason.PATH_NOT_FOUND, routing.request().method() + " "
                + Echo.quoted(routing.normalizedPath()) + " (expected: a path of /openapi.yaml)");
    }

    /** The failure of a method that a path does not have; the answer also names those that it has. */
    GemstreamException notAllowed(Set<HttpMethod> methods) {
        String allowed = methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
        routing.response().putHeader(HttpHeaders.ALLOW, allowed);
        return new GemstreamException(ErrorReason.METHOD_NOT_ALLOWED, "method: " + Echo.quoted(routing.request().method().name())
                + " (expected: " + allowed + ")");
    }

    /** What calls of the gateway need to know of this one. */
    public CallContext context(String method) {
        return new CallContext(method, arrivalNs, tenant, deadline, Context.current());
    }

    /** What the path has behind {@code prefix}, decoded where it can be. */
    public String pathAfter(String prefix) {
        String raw = routing.normalizedPath().substring(prefix.length());
        try {
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return raw;
        }
    }

    /** A parameter of the query. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(routing.request().getParam(name));
    }

    /** What the path has in place of {@code :name}, decoded. */
    public Optional<String> segment(String name) {
        return Optional.ofNullable(routing.pathParam(name));
    }

    /**
     * A generation for each text that is asked for. Those of an Idempotency-Key are the same whenever and wherever it comes
     * again; a key of one tenant says nothing to another.
     *
     * @throws GemstreamException INVALID_OPTION where a number of texts is out of range
     */
    public List<GenerateRequest> generations(List<GenerateRequest> prompts) {
        Optional<IdempotencyKey> key = Optional.ofNullable(routing.request().getHeader(IDEMPOTENCY_KEY))
                .filter(given -> !given.isBlank())
                .map(given -> new IdempotencyKey(tenant, given));
        long seed = key.map(IdempotencyKey::seed).orElseGet(() -> ThreadLocalRandom.current().nextLong());
        List<GenerateRequest> generations = prompts.stream()
                .flatMap(prompt -> ChoiceRequests.of(prompt, seed).stream())
                .toList();
        return key.isEmpty() ? generations : IntStream.range(0, generations.size())
                .mapToObj(i -> generations.get(i).toBuilder().setRequestId(key.get().requestId(i)).build())
                .toList();
    }

    /** The id of the first generation, once there is one; else of this request alone. */
    public String requestId() {
        return requestId;
    }

    /** Gives the request the id under which it is known to the pipeline. */
    public void named(String id) {
        requestId = id;
    }

    /**
     * Starts a call that answers this request; a client that leaves before the end leaves the call. So does the request's
     * deadline: whoever would notice it in the log may be away.
     *
     * @param onDeadline fails the answer; told on the event loop, beside what the call tells elsewhere
     */
    public void start(GenerationCall call, Consumer<Status> onDeadline) {
        call.requestIds().stream().findFirst().ifPresent(this::named);
        // Also told of answers that were sent, after which leaving has no effect.
        routing.addEndHandler(_ -> call.leave());
        if (routing.response().closed()) {
            call.leave();
        } else {
            deadline.asOptional().ifPresent(epochMs -> endAt(epochMs, call, onDeadline));
            call.start();
        }
    }

    private void endAt(long epochMs, GenerationCall call, Consumer<Status> onDeadline) {
        long timer = routing.vertx().setTimer(Math.max(1, epochMs - System.currentTimeMillis()), _ -> {
            onDeadline.accept(FailureStatus.of(new GemstreamException(ErrorReason.DEADLINE_EXPIRED,
                    "the time of " + RequestTimeout.HEADER + " has passed"), requestId, retryDelay));
            call.leave();
        });
        routing.addEndHandler(_ -> cancel(timer));
    }

    /** A stream of events as the answer. Nothing of it is sent before its first event. */
    public EventStream stream(Framing framing) {
        return new EventStream(this, routing.response(), framing, keepAlive);
    }

    /** Answers with JSON. */
    public void answer(JsonNode body) {
        answer(OK, body);
    }

    /** Answers with JSON and a status, for those who go by it. */
    public void answer(int status, JsonNode body) {
        answer(status, Json.text(body), JSON);
    }

    /** Answers with a text. */
    public void answer(int status, String body, String contentType) {
        onLoop(() -> respond(status, body, contentType));
    }

    /**
     * Answers with the error of a failure that came before any generation was begun.
     *
     * @return the failure as metrics name it
     */
    public String fail(Throwable failure) {
        Status status = FailureStatus.of(failure, requestId, retryDelay);
        fail(status, false);
        return FailureStatus.outcome(status);
    }

    /**
     * Answers with an error. OpenAI's clients try again after 409, 429 and every 5xx, unless they are told not to.
     *
     * @param taken whether a generation was begun: then the same request again would be a second one
     */
    public void fail(Status failure, boolean taken) {
        HttpError error = HttpError.of(failure);
        onLoop(() -> {
            HttpServerResponse response = routing.response();
            if (response.ended() || response.headWritten()) {
                return;
            }
            if (taken || !error.retriable()) {
                response.putHeader("x-should-retry", "false");
            } else if (error.status() == TOO_MANY_REQUESTS || error.status() == UNAVAILABLE) {
                // In whole seconds, and 0 would mean at once.
                long seconds = error.retryAfter().orElse(retryDelay).plus(SECOND).minusNanos(1).toSeconds();
                response.putHeader("Retry-After", Long.toString(Math.max(1, seconds)));
            }
            respond(error.status(), Json.text(errors.body(error)), JSON);
        });
    }

    String errorText(Status failure) {
        return Json.text(errors.body(HttpError.of(failure)));
    }

    void headers() {
        routing.response().putHeader(REQUEST_ID, requestId);
    }

    void onLoop(Runnable work) {
        loop.runOnContext(_ -> work.run());
    }

    long periodically(Duration pause, Runnable work) {
        return routing.vertx().setPeriodic(pause.toMillis(), _ -> onLoop(work));
    }

    void cancel(long timer) {
        routing.vertx().cancelTimer(timer);
    }

    private void respond(int status, String body, String contentType) {
        HttpServerResponse response = routing.response();
        if (response.closed() || response.ended()) {
            return;
        }
        headers();
        response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(body);
    }
}
