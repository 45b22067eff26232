package io.gemstream.client;

import io.gemstream.proto.v1.CancelRequest;
import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.gemstream.proto.v1.GenerationServiceGrpc;
import io.gemstream.proto.v1.OperationServiceGrpc;
import io.gemstream.proto.v1.PromptLogprobs;
import io.gemstream.proto.v1.Tokens;
import io.gemstream.proto.v1.WatchRequest;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One generation, read through any of several gateways. The request gets a key, so that sending it again joins the
 * generation instead of starting another; a stream that breaks goes on at the next gateway with the token after the
 * last one received. Its reader sees every event once, in order, whatever becomes of the gateways.
 *
 * <pre>
 *   gateway 1   Accepted t0 t1 t2 x
 *   gateway 2                       Watch(starting_after = 2) t3 t4 Finished
 * </pre>
 *
 * One thread reads; {@link #cancel} may come from any.
 */
public final class ResumableGeneration {

    /** Without a token for so long, over all gateways, the stream is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final List<Channel> gateways;
    private final GenerateRequest request;
    private final Deadline deadline;
    private final CancellableContext calls = Context.ROOT.withCancellation();
    private volatile int gateway;
    private volatile boolean cancelled;
    private boolean accepted;
    private boolean finished;
    private int last = -1;
    private int nextScored = 1; // position in the prompt; its first token has no score
    private long progressNs;

    /**
     * A generation that is yet to be started.
     *
     * @param gateways at least one; tried in order. With {@code keepAliveTime}, or a gateway whose machine is gone is
     *     noticed by the deadline only
     * @param request sent with a key of its own, where it has none
     * @param deadline of the generation and of its reading
     */
    public ResumableGeneration(List<Channel> gateways, GenerateRequest request, Deadline deadline) {
        if (gateways.isEmpty()) {
            throw new IllegalArgumentException("gateways: 0 (expected: >= 1)");
        }
        this.gateways = List.copyOf(gateways);
        this.request = request.getRequestId().isEmpty()
                ? request.toBuilder().setRequestId(UUID.randomUUID().toString()).build() : request;
        this.deadline = deadline;
    }

    /** Names the generation; known before it is accepted. */
    public String requestId() {
        return request.getRequestId();
    }

    /**
     * Reads to the end. Blocks.
     *
     * @param reader told every event once: Accepted, Tokens, Finished
     * @throws StatusRuntimeException the generation's own error; or the last gateway's, where none accepts the request
     *     or none can be reached for a minute
     */
    public void read(Consumer<GenerateResponse> reader) {
        Duration pause = FIRST_PAUSE;
        progressNs = System.nanoTime();
        for (int failures = 0; !finished; failures++) {
            int before = last;
            try {
                readOn(reader);
            } catch (StatusRuntimeException broken) {
                if (last > before) {
                    failures = 0;
                    pause = FIRST_PAUSE;
                }
                if (!worthAnother(broken, failures + 1)) {
                    throw broken;
                }
                gateway = (gateway + 1) % gateways.size();
                sleep(pause);
                pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        }
    }

    /** Ends the generation, wherever it runs, and the reading with CANCELLED. Waits up to a second. */
    public void cancel() {
        cancelled = true;
        try {
            OperationServiceGrpc.newBlockingStub(gateways.get(gateway))
                    .withDeadlineAfter(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
                    .cancel(CancelRequest.newBuilder().setRequestId(requestId()).build());
        } catch (StatusRuntimeException unheard) {
            // Nothing left to do: the generation ends by itself, heard by nobody.
        } finally {
            calls.cancel(null);
        }
    }

    private void readOn(Consumer<GenerateResponse> reader) {
        Context outer = calls.attach();
        try {
            Iterator<GenerateResponse> events = accepted ? watch() : generate();
            while (events.hasNext()) {
                take(events.next(), reader);
            }
        } finally {
            calls.detach(outer);
        }
        if (!finished) {
            throw Status.UNAVAILABLE.withDescription("the stream ended before the generation").asRuntimeException();
        }
    }

    private Iterator<GenerateResponse> generate() {
        return GenerationServiceGrpc.newBlockingStub(gateways.get(gateway)).withDeadline(deadline).generate(request);
    }

    private Iterator<GenerateResponse> watch() {
        WatchRequest.Builder cursor = WatchRequest.newBuilder().setRequestId(requestId());
        if (last >= 0) {
            cursor.setStartingAfter(last);
        }
        return OperationServiceGrpc.newBlockingStub(gateways.get(gateway)).withDeadline(deadline).watch(cursor.build());
    }

    private void take(GenerateResponse event, Consumer<GenerateResponse> reader) {
        progressNs = System.nanoTime();
        switch (event.getEventCase()) {
            case ACCEPTED -> {
                if (!accepted) {
                    accepted = true;
                    reader.accept(event);
                }
            }
            case TOKENS -> tokens(event, reader);
            case FINISHED -> {
                finished = true;
                reader.accept(event);
            }
            case EVENT_NOT_SET -> reader.accept(event);
        }
    }

    /**
     * Scores of the prompt have positions of their own, which the cursor of Watch does not count: a stream that goes on
     * before the first token brings them all again. They come in the portions that the log has, so one that is known is
     * known as a whole.
     */
    private void tokens(GenerateResponse event, Consumer<GenerateResponse> reader) {
        Tokens tokens = event.getTokens();
        if (tokens.hasPromptLogprobs()) {
            PromptLogprobs scores = tokens.getPromptLogprobs();
            if (scores.getFirst() < nextScored) {
                return;
            }
            nextScored = scores.getFirst() + scores.getIdsCount();
        }
        last = tokens.getIndex() + tokens.getIdsCount() - 1;
        reader.accept(event);
    }

    /** Before the request is accepted each gateway is asked once: a wrong address should be said soon. */
    private boolean worthAnother(StatusRuntimeException broken, int failures) {
        if (cancelled || deadline.isExpired() || broken.getStatus().getCode() != Status.Code.UNAVAILABLE) {
            return false;
        }
        return accepted ? System.nanoTime() - progressNs < PATIENCE.toNanos() : failures < gateways.size();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withDescription("interrupted").withCause(interrupted).asRuntimeException();
        }
    }
}
