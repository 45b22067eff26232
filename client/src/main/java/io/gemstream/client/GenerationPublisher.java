package io.gemstream.client;

import io.gemstream.proto.v1.GenerateResponse;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Publishes one generation as a reactive stream: Accepted, Tokens, Finished, then completion. Nothing is sent before
 * somebody subscribes; and nothing is read that was not requested, so a subscriber that is slow holds back the gateway,
 * and not the generation. Where a gateway dies the stream goes on at the next one, as in {@link ResumableGeneration}.
 *
 * <p>All subscribers get the same generation, each from its beginning (of a watch: from its cursor), and each with the
 * whole timeout: the first one starts it, the others join it.
 *
 * <p>{@code Subscription.cancel} leaves, as a client does whose call ends: a generation whose request named no
 * {@code request_id} is cancelled with it, whoever else has subscribed. One that was started under a name of the
 * caller's, or is only watched, goes on, to be watched again; {@link GemstreamClient#cancel} ends it. A request for
 * less than one event leaves in the same way, with an {@code IllegalArgumentException}.
 *
 * <p>{@code onError} brings a {@link io.gemstream.proto.GemstreamException}. Signals come on gRPC's threads, one after
 * another; a subscriber that blocks them holds up its own stream only.
 */
public final class GenerationPublisher implements Flow.Publisher<GenerateResponse> {

    private final Gateways gateways;
    private final StreamCall call;
    private final Duration timeout;
    private final Readings readings;
    private final Function<Duration, Executor> pauses;

    private GenerationPublisher(Gateways gateways, StreamCall call, Duration timeout, Readings readings,
            Function<Duration, Executor> pauses) {
        this.gateways = gateways;
        this.call = call;
        this.timeout = timeout;
        this.readings = readings;
        this.pauses = pauses;
    }

    static GenerationPublisher of(Gateways gateways, StreamCall call, Duration timeout, Readings readings) {
        return new GenerationPublisher(gateways, call, timeout, readings,
                pause -> CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The same without a pause between a stream that broke and the next one. */
    GenerationPublisher withoutPauses() {
        return new GenerationPublisher(gateways, call, timeout, readings, _ -> Runnable::run);
    }

    /** Names the generation; known before it is started. */
    public String requestId() {
        return call.requestId();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super GenerateResponse> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Deadline deadline = Deadline.after(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        new GenerationSubscription(gateways, call, deadline, readings, pauses, subscriber).begin();
    }
}
