package io.gemstream.gateway.http;

import com.google.rpc.Status;
import io.gemstream.gateway.call.GenerationCall;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Writes an answer event by event. It says when it has enough, and then holds what was sent until the client reads: a few
 * events here, and what Netty and the sockets have. All writes happen on the connection's event loop, in the order in which
 * they came. Thread-safe; told by one thread at a time.
 */
public final class EventStream {

    /** Events handed over to the event loop and not yet written. */
    private static final int MOST_QUEUED = 32;
    /** Of what waits in Netty for a client that does not read. */
    private static final int MOST_UNSENT_BYTES = 16 << 10;

    private final Exchange exchange;
    private final HttpServerResponse response;
    private final Framing framing;
    private final AtomicInteger queued = new AtomicInteger();
    private final long timer;
    private volatile Runnable onReady = () -> { };
    private volatile boolean full;
    private volatile boolean waiting;
    /** Since the timer looked last; of the event loop alone, as the response is. */
    private boolean written;

    EventStream(Exchange exchange, HttpServerResponse response, Framing framing, Duration keepAlive) {
        this.exchange = exchange;
        this.response = response;
        this.framing = framing;
        this.timer = exchange.periodically(keepAlive, this::keepAlive);
    }

    /**
     * Starts a call whose answer this is: it goes on whenever the client has read.
     *
     * @param onDeadline as of {@link Exchange#start}
     */
    public void answers(GenerationCall call, Consumer<Status> onDeadline) {
        onReady = call::pump;
        exchange.start(call, onDeadline);
    }

    /** Whether events are taken; after a no the call is pumped once they are. */
    public boolean isReady() {
        if (hasRoom()) {
            return true;
        }
        waiting = true;
        // It may have got room before anybody could know that somebody waits.
        return hasRoom();
    }

    /** Sends an event. */
    public void send(String data) {
        queued.incrementAndGet();
        exchange.onLoop(() -> {
            queued.decrementAndGet();
            if (open()) {
                write(framing.event(data));
            }
            ready();
        });
    }

    /** Ends the answer; no event follows. */
    public void end() {
        exchange.onLoop(() -> {
            exchange.cancel(timer);
            if (open()) {
                head();
                response.end();
            }
        });
    }

    /**
     * Ends the answer with an error: with its status where the client has got nothing yet, else as the last event.
     *
     * @param taken whether a generation was begun
     */
    public void fail(Status failure, boolean taken) {
        exchange.onLoop(() -> {
            exchange.cancel(timer);
            if (!open()) {
                return;
            }
            if (response.headWritten()) {
                write(framing.event(exchange.errorText(failure)));
                response.end();
            } else {
                exchange.fail(failure, taken);
            }
        });
    }

    private boolean hasRoom() {
        return !full && queued.get() < MOST_QUEUED;
    }

    private void write(String frame) {
        head();
        response.write(frame);
        written = true;
        if (response.writeQueueFull() && !full) {
            full = true;
            response.drainHandler(_ -> {
                full = false;
                ready();
            });
        }
    }

    private void ready() {
        if (waiting && hasRoom()) {
            waiting = false;
            onReady.run();
        }
    }

    /** Only for silence: a client that does not read gets none, since they would be kept for it. */
    private void keepAlive() {
        if (!open()) {
            exchange.cancel(timer);
        } else if (!full && !written) {
            write(framing.keepAlive());
        }
        written = false;
    }

    private boolean open() {
        return !response.closed() && !response.ended();
    }

    private void head() {
        if (!response.headWritten()) {
            exchange.headers();
            response.setChunked(true)
                    .setWriteQueueMaxSize(MOST_UNSENT_BYTES)
                    .putHeader(HttpHeaders.CONTENT_TYPE, framing.contentType())
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    // Proxies of the nginx family would keep events back until a buffer is full.
                    .putHeader("X-Accel-Buffering", "no");
        }
    }
}
