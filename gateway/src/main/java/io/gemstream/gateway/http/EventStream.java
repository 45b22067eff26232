package io.gemstream.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Writes an answer event by event. It says when it has enough, and then holds what was sent until the client reads: a few
 * events here, and what Netty and the sockets have. Thread-safe; written to by one thread at a time, and all writes happen
 * on the connection's event loop, in that order.
 */
public final class EventStream {

    /** Events handed over to the event loop and not yet written. */
    private static final int MOST_QUEUED = 32;

    private final Vertx vertx;
    private final Context loop;
    private final HttpServerResponse response;
    private final Framing framing;
    private final Consumer<HttpServerResponse> headers;
    private final AtomicInteger queued = new AtomicInteger();
    private final long timer;
    private volatile Runnable onReady = () -> { };
    private volatile boolean full;
    private volatile boolean waiting;
    private volatile boolean begun;
    private boolean written;

    EventStream(Vertx vertx, Context loop, HttpServerResponse response, Framing framing, Duration keepAlive,
            Consumer<HttpServerResponse> headers) {
        this.vertx = vertx;
        this.loop = loop;
        this.response = response;
        this.framing = framing;
        this.headers = headers;
        this.timer = vertx.setPeriodic(keepAlive.toMillis(), _ -> loop.runOnContext(_ -> keepAlive()));
        response.endHandler(_ -> vertx.cancelTimer(timer));
    }

    /** @param runnable called when events can be taken again, after {@link #isReady} has said no */
    public void onReady(Runnable runnable) {
        onReady = runnable;
    }

    public boolean isReady() {
        if (hasRoom()) {
            return true;
        }
        waiting = true;
        // It may have got room before anybody could know that somebody waits.
        return hasRoom();
    }

    /** Whether the client has got the head of the answer: then an error can only be an event. */
    public boolean begun() {
        return begun;
    }

    public void send(String data) {
        begun = true;
        write(framing.event(data));
    }

    /** @param id by which a client may name the event later */
    public void send(String id, String data) {
        begun = true;
        write(framing.event(id, data));
    }

    /** Ends the answer; no event follows. */
    public void end() {
        stop();
        loop.runOnContext(_ -> {
            if (open()) {
                head();
                response.end();
            }
        });
    }

    /** Nothing is written here any more: the answer is another. */
    void stop() {
        vertx.cancelTimer(timer);
    }

    private boolean hasRoom() {
        return !full && queued.get() < MOST_QUEUED;
    }

    private void write(String frame) {
        queued.incrementAndGet();
        loop.runOnContext(_ -> {
            queued.decrementAndGet();
            if (open()) {
                writeNow(frame);
            }
            if (!full) {
                ready();
            }
        });
    }

    private void writeNow(String frame) {
        head();
        response.write(frame);
        written = true;
        if (response.writeQueueFull()) {
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
        if (open() && !full && !written) {
            begun = true;
            writeNow(framing.keepAlive());
        }
        written = false;
    }

    private boolean open() {
        return !response.closed() && !response.ended();
    }

    private void head() {
        if (!response.headWritten()) {
            headers.accept(response);
            response.setChunked(true)
                    .putHeader(HttpHeaders.CONTENT_TYPE, framing.contentType())
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    // Proxies of the nginx family would keep events back until a buffer is full.
                    .putHeader("X-Accel-Buffering", "no");
        }
    }
}
