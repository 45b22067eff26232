package io.gemstream.standalone.pipeline;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.CompletableFuture;

/**
 * Holds the services up, before the first of them looks for Kafka, until the broker of this process has their topics
 * (ADR 20). What needs no broker, which is half of their start, has been done by then; the model is loaded after.
 */
@ApplicationScoped
class BrokerGate {

    /** What the thread waits for that starts the services; there is none where they run by themselves, as in tests. */
    static final ScopedValue<CompletableFuture<?>> BROKER = ScopedValue.newInstance();

    /** The services' own observers begin at 500; only the folder of native libraries is chosen before. */
    private static final int BEFORE_THE_SERVICES = 2;

    void await(@Observes @Priority(BEFORE_THE_SERVICES) StartupEvent event) {
        if (BROKER.isBound()) {
            BROKER.get().join();
        }
    }
}
