package io.gemstream.client;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * Reads a generation for one subscriber, with one call after another until the generation has ended.
 *
 * <p>A call is asked for one event at a time, and only while the subscriber has requested one. That costs no round
 * trip, since gRPC reads ahead by bytes, and makes it easy to go on: what a broken call still owed, the next one is
 * asked for.
 *
 * <p>The subscriber hears from one call at a time, on gRPC's threads. What ends the reading from elsewhere is told at
 * once, or by the thread that is telling something else, when it has done so. Nothing foreign is called with the lock
 * held.
 */
final class GenerationSubscription implements Flow.Subscription {

    private final Gateways gateways;
    private final StreamCall call;
    private final Deadline deadline;
    private final Readings readings;
    private final Function<Duration, Executor> pauses;
    private final Flow.Subscriber<? super GenerateResponse> subscriber;
    private final Resumption resumption;
    private final Runnable clientCloses = () ->
            leave(new GemstreamException(ErrorReason.CANCELLED_BY_CLIENT, "the client was closed"));

    // Guarded by this.
    private Optional<Stream> current = Optional.empty();
    private boolean called;
    private long demand;
    private boolean over;
    /** Whether the subscriber is being told something. */
    private boolean busy = true;
    /** The failure with which the reading is to end before the generation. */
    private Optional<RuntimeException> ending = Optional.empty();

    /** @param pauses gives what runs a task after a time */
    GenerationSubscription(Gateways gateways, StreamCall call, Deadline deadline, Readings readings,
            Function<Duration, Executor> pauses, Flow.Subscriber<? super GenerateResponse> subscriber) {
        this.gateways = gateways;
        this.call = call;
        this.deadline = deadline;
        this.readings = readings;
        this.pauses = pauses;
        this.subscriber = subscriber;
        this.resumption = new Resumption(call, gateways.count(), deadline);
    }

    void begin() {
        readings.add(clientCloses);
        subscriber.onSubscribe(this);
        if (isFreeAgain()) {
            open();
        }
    }

    @Override
    public void request(long events) {
        if (events < 1) {
            leave(new IllegalArgumentException("request(" + events + ") (expected: >= 1, rule 3.9)"));
            return;
        }
        synchronized (this) {
            demand = demand + events < 0 ? Long.MAX_VALUE : demand + events;
        }
        ask();
    }

    @Override
    public void cancel() {
        Optional<Stream> stream;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            stream = current;
        }
        readings.remove(clientCloses);
        sayGoodbye(stream);
    }

    /** Leaves as {@link #cancel} does, but the subscriber is told. */
    private void leave(RuntimeException why) {
        Optional<Stream> stream;
        boolean atOnce;
        synchronized (this) {
            if (over || ending.isPresent()) {
                return;
            }
            ending = Optional.of(why);
            stream = current;
            atOnce = !busy;
        }
        sayGoodbye(stream);
        if (atOnce) {
            fail(why);
        }
    }

    private void sayGoodbye(Optional<Stream> stream) {
        if (isCalled() && call.endsWithItsReader()) {
            gateways.cancelUnheard(resumption.gateway(), call.requestId());
        }
        stream.ifPresent(Stream::cancelStarted);
    }

    private synchronized boolean isCalled() {
        return called;
    }

    /** Makes the next call. */
    private void open() {
        Stream stream = new Stream();
        synchronized (this) {
            if (over || ending.isPresent()) {
                return;
            }
            called = true;
            current = Optional.of(stream);
        }
        gateways.open(resumption.gateway(), resumption.next(), deadline, stream);
        boolean left;
        synchronized (this) {
            stream.started = true;
            left = over || ending.isPresent();
        }
        if (left) {
            stream.cancel();
        } else {
            ask();
        }
    }

    /** Asks the current call for an event, where one is wanted and none is on its way. */
    private void ask() {
        Stream stream;
        synchronized (this) {
            if (over || demand == 0 || current.isEmpty() || !current.get().started || current.get().asked) {
                return;
            }
            stream = current.get();
            stream.asked = true;
        }
        stream.requests.request(1);
    }

    private void take(Stream stream, GenerateResponse event) {
        boolean isNew = resumption.isNew(event);
        synchronized (this) {
            stream.asked = false;
            if (over || ending.isPresent()) {
                return;
            }
            if (isNew && demand < Long.MAX_VALUE) {
                demand--;
            }
            busy = true;
        }
        if (isNew) {
            tell(event);
        }
        if (!isFreeAgain()) {
            return;
        }
        if (resumption.isFinished()) {
            complete();
        } else {
            ask();
        }
    }

    /** After the subscriber was told something; tells the end too, where one has come meanwhile. */
    private boolean isFreeAgain() {
        Optional<RuntimeException> why;
        synchronized (this) {
            busy = false;
            why = ending;
        }
        why.ifPresent(this::fail);
        return why.isEmpty();
    }

    private void tell(GenerateResponse event) {
        try {
            subscriber.onNext(event);
        } catch (RuntimeException | Error subscribers) {
            // Rule 2.13: it counts as having cancelled. gRPC logs what is thrown.
            cancel();
            throw subscribers;
        }
    }

    private void ended(StatusRuntimeException how) {
        synchronized (this) {
            current = Optional.empty();
            if (over || ending.isPresent()) {
                return;
            }
        }
        resumption.pauseAfter(how, System.nanoTime()).ifPresentOrElse(
                pause -> pauses.apply(pause).execute(this::open),
                () -> fail(CallFailures.failure(gateways.names(), how)));
    }

    private void complete() {
        if (endNow()) {
            subscriber.onComplete();
        }
    }

    private void fail(RuntimeException why) {
        if (endNow()) {
            subscriber.onError(why);
        }
    }

    /** Whether nobody was quicker. */
    private boolean endNow() {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
        }
        readings.remove(clientCloses);
        return true;
    }

    /** One call's events. gRPC fills the type of the requests in by itself. */
    private final class Stream implements ClientResponseObserver<Object, GenerateResponse> {

        private ClientCallStreamObserver<?> requests;
        // Guarded by the subscription.
        private boolean started;
        private boolean asked;

        @Override
        public void beforeStart(ClientCallStreamObserver<Object> requestStream) {
            requests = requestStream;
            requestStream.disableAutoRequestWithInitial(0);
        }

        @Override
        public void onNext(GenerateResponse event) {
            take(this, event);
        }

        @Override
        public void onError(Throwable failure) {
            ended(failure instanceof StatusRuntimeException status ? status
                    : Status.fromThrowable(failure).asRuntimeException());
        }

        @Override
        public void onCompleted() {
            ended(Resumption.cutShort());
        }

        /** gRPC cancels no call that has not been started: {@link #open} sees to it. */
        private void cancelStarted() {
            boolean now;
            synchronized (GenerationSubscription.this) {
                now = started;
            }
            if (now) {
                cancel();
            }
        }

        private void cancel() {
            requests.cancel("the reader has left", null);
        }
    }
}
