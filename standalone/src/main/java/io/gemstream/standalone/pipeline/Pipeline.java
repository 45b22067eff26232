package io.gemstream.standalone.pipeline;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.StartFailure;
import io.gemstream.tokenizer.messaging.TokenizerStart;
import io.gemstream.worker.messaging.WorkerStart;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.spi.CDI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Runs the services on Quarkus in a thread of its own. One per process, as Quarkus allows no second. */
public final class Pipeline implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(10);

    private final CompletableFuture<?> broker;
    private final CompletableFuture<Optional<Throwable>> end;

    private Pipeline(CompletableFuture<?> broker, CompletableFuture<Optional<Throwable>> end) {
        this.broker = broker;
        this.end = end;
    }

    /**
     * Starts and returns at once; see {@link #await}.
     *
     * @param broker completes when Kafka has the topics, for which the services wait as soon as they need them; where it
     *     fails, they do not start
     */
    public static Pipeline start(PipelineSettings settings, CompletionStage<?> broker) {
        // A copy, so that to stop the services is not to cancel the broker's start.
        CompletableFuture<?> awaited = broker.toCompletableFuture().copy();
        settings.properties().forEach(System::setProperty);
        CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();
        Thread.ofPlatform().name("gemstream-services").start(() -> {
            try {
                ScopedValue.where(BrokerGate.BROKER, awaited).run(() ->
                        Quarkus.run(null, (exitCode, failure) -> end.complete(Optional.ofNullable(failure))));
            } catch (RuntimeException | Error failure) {
                end.complete(Optional.of(failure));
            }
        });
        return new Pipeline(awaited, end);
    }

    /**
     * Blocks for up to {@code time} and returns early, by exception, where the services did not start or end meanwhile.
     *
     * @throws GemstreamException with their own reason
     */
    public void await(Duration time) {
        try {
            throw failure(end.get(time.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException alive) {
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What the services' logs say of a model that is served, for whoever started them. */
    public List<String> notes(String model) {
        return Stream.concat(
                        CDI.current().select(WorkerStart.class).get().notes().stream(),
                        CDI.current().select(TokenizerStart.class).get().warnings(model).stream())
                .toList();
    }

    /** Stops the services; blocks until they are down, at most ten seconds. */
    @Override
    public void close() {
        broker.cancel(false);
        Quarkus.asyncExit();
        try {
            end.get(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            System.getLogger(Pipeline.class.getName()).log(System.Logger.Level.WARNING,
                    "services did not stop within " + STOP.toSeconds() + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static GemstreamException failure(Optional<Throwable> end) {
        return end.map(failure -> StartFailure.of("the services", failure))
                .orElseGet(() -> new GemstreamException(ErrorReason.SHUTTING_DOWN, "the services have stopped"));
    }
}
