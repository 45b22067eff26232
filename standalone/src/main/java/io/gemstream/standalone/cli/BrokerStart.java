package io.gemstream.standalone.cli;

import io.gemstream.standalone.broker.BrokerSettings;
import io.gemstream.standalone.broker.CoordinatorTopics;
import io.gemstream.standalone.broker.EmbeddedBroker;
import io.gemstream.standalone.pipeline.TopicSetup;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * Starts the broker and makes the topics while other things start (ADR 20).
 *
 * <p>Close it after whatever uses the broker.
 */
final class BrokerStart implements AutoCloseable {

    private final CompletableFuture<Optional<EmbeddedBroker>> broker = new CompletableFuture<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private BrokerStart() {}

    /**
     * Begins on a thread of its own.
     *
     * @param own settings of a broker in this process; empty where another is used
     */
    static BrokerStart begin(Optional<BrokerSettings> own, String bootstrapServers, String model) {
        BrokerStart start = new BrokerStart();
        Thread.ofPlatform().daemon().name("gemstream-broker-start").start(() -> start.run(own, bootstrapServers, model));
        return start;
    }

    /** Completes when the broker has the topics of the model; with what went wrong, otherwise. */
    CompletionStage<Void> ready() {
        return ready;
    }

    /**
     * Waits until the broker has the topics.
     *
     * @throws io.gemstream.proto.GemstreamException as {@link EmbeddedBroker#start} and {@link TopicSetup#ensure}
     */
    void await() throws InterruptedException {
        try {
            ready.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case Throwable other -> throw new IllegalStateException(other); // run() lets nothing else out
            }
        }
    }

    /** Stops the broker, when it has started. */
    @Override
    public void close() {
        broker.join().ifPresent(EmbeddedBroker::close);
    }

    private void run(Optional<BrokerSettings> own, String bootstrapServers, String model) {
        try {
            broker.complete(own.map(EmbeddedBroker::start));
            TopicSetup.ensure(bootstrapServers, model,
                    own.map(_ -> CoordinatorTopics.ofLoneBroker()).orElse(List.of()));
            ready.complete(null);
        } catch (InterruptedException | RuntimeException | Error failure) {
            broker.complete(Optional.empty());
            ready.completeExceptionally(failure);
        }
    }
}
