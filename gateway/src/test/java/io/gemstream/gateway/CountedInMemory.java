package io.gemstream.gateway;

import io.gemstream.gateway.stream.EmptyRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Metrics for tests of what counts in passing. */
public final class CountedInMemory {

    private CountedInMemory() {}

    public static GatewayMetrics create() {
        return new GatewayMetrics(new SimpleMeterRegistry(), EmptyRegistry.create());
    }
}
