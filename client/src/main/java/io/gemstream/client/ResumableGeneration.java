package io.gemstream.client;

import io.gemstream.proto.v1.GenerateRequest;
import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads one generation through any of several gateways. The request gets a key, so that sending it again joins the
 * generation instead of starting another; a stream that breaks goes on at the next gateway with the token after the
 * last one received. Its reader sees every event once, in order, whatever becomes of the gateways.
 *
 * <p>{@link GemstreamClient} reads by it, and has failures with their reasons; this is for those who bring channels of
 * their own and want gRPC's statuses. One thread reads; {@link #cancel} may come from any.
 */
public final class ResumableGeneration {

    private final Gateways gateways;
    private final StreamCall call;
    private final Deadline deadline;
    private final Resumption resumption;
    private final CancellableContext calls = Context.ROOT.withCancellation();
    private volatile boolean left;

    /**
     * A generation that is yet to be started.
     *
     * @param gateways at least one; tried in order. With {@code keepAliveTime}, or a gateway whose machine is gone is
     *     noticed by the deadline only
     * @param request sent with a key of its own, where it has none
     * @param deadline of the generation and of its reading
     */
    public ResumableGeneration(List<Channel> gateways, GenerateRequest request, Deadline deadline) {
        this(new Gateways("", gateways), StreamCall.generate(request), deadline);
    }

    ResumableGeneration(Gateways gateways, StreamCall call, Deadline deadline) {
        this.gateways = gateways;
        this.call = call;
        this.deadline = deadline;
        this.resumption = new Resumption(call, gateways.count(), deadline);
    }

    /** Names the generation; known before it is accepted. */
    public String requestId() {
        return call.requestId();
    }

    /**
     * Reads to the end. Blocks. Called again after it has failed, it goes on where it was.
     *
     * @param reader told every event once: Accepted, Tokens, Finished. What it throws, and an interrupt, end the
     *     reading, and the generation where its key was drawn here
     * @throws StatusRuntimeException the generation's own error; or the last gateway's, where none accepts the request
     *     or none can be reached for a minute
     */
    public void read(Consumer<GenerateResponse> reader) {
        resumption.begin();
        while (!resumption.isFinished()) {
            StatusRuntimeException end = readOn(reader);
            if (!resumption.isFinished()) {
                pauseAfter(end);
            }
        }
    }

    /** Ends the generation, wherever it runs, and the reading with CANCELLED. Waits up to a second. */
    public void cancel() {
        left = true;
        try {
            gateways.cancel(resumption.gateway(), requestId());
        } finally {
            calls.cancel(null);
        }
    }

    /** Ends the reading with CANCELLED, and the generation where nobody else can know of it. Waits for nothing. */
    void leave() {
        left = true;
        if (call.endsWithItsReader()) {
            gateways.cancelUnheard(resumption.gateway(), requestId());
        }
        calls.cancel(null);
    }

    /** Reads one stream; gives what it has ended with. */
    private StatusRuntimeException readOn(Consumer<GenerateResponse> reader) {
        Context outer = calls.attach();
        try {
            Iterator<GenerateResponse> events = gateways.open(resumption.gateway(), resumption.next(), deadline);
            Optional<StatusRuntimeException> end = end(events);
            while (end.isEmpty()) {
                GenerateResponse event = events.next();
                if (resumption.isNew(event)) {
                    tell(reader, event);
                }
                end = end(events);
            }
            return end.get();
        } finally {
            calls.detach(outer);
        }
    }

    /** Waits for the next event; empty where one has come. */
    private static Optional<StatusRuntimeException> end(Iterator<GenerateResponse> events) {
        try {
            return events.hasNext() ? Optional.empty() : Optional.of(Resumption.cutShort());
        } catch (StatusRuntimeException broken) {
            return Optional.of(broken);
        }
    }

    private void tell(Consumer<GenerateResponse> reader, GenerateResponse event) {
        try {
            reader.accept(event);
        } catch (RuntimeException | Error readers) {
            leave();
            throw readers;
        }
    }

    private void pauseAfter(StatusRuntimeException broken) {
        if (Thread.currentThread().isInterrupted()) {
            leave();
        }
        if (left) {
            throw broken;
        }
        sleep(resumption.pauseAfter(broken, System.nanoTime()).orElseThrow(() -> broken));
    }

    private void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            leave();
            throw Status.CANCELLED.withDescription("interrupted").withCause(interrupted).asRuntimeException();
        }
    }
}
