package io.gemstream.gateway.config;

import io.gemstream.service.config.LaneConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** Settings as a gateway reads them, without a gateway. */
public final class TestConfig {

    private TestConfig() {}

    /** The defaults, but for some values. */
    public static GatewayConfig gateway(Map<String, String> values) {
        return config(values).getConfigMapping(GatewayConfig.class);
    }

    /** The defaults. */
    public static LaneConfig lanes() {
        return config(Map.of()).getConfigMapping(LaneConfig.class);
    }

    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(GatewayConfig.class)
                .withMapping(LaneConfig.class)
                .withDefaultValues(values)
                .withConverter(Duration.class, 100, new DurationConverter())
                .build();
    }
}
