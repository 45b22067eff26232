package io.gemstream.gateway.stream;

import org.apache.kafka.clients.consumer.MockConsumer;

/** A registry of streams for tests of what knows one and opens none. */
public final class EmptyRegistry {

    private EmptyRegistry() {}

    public static StreamRegistry create() {
        return new StreamRegistry(new LogReader(() -> new MockConsumer<>("earliest"), "gemstream.tokens"), 1, 1);
    }
}
