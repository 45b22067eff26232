package io.gemstream.gateway.config;

import io.gemstream.service.config.ConfigReader;
import io.gemstream.service.config.LaneConfig;
import java.util.Map;

/** Settings as a gateway reads them, without a gateway. */
public final class TestConfig {

    private TestConfig() {}

    /** The defaults, but for some values. */
    public static GatewayConfig gateway(Map<String, String> values) {
        return ConfigReader.read(GatewayConfig.class, values);
    }

    /** The defaults, but for some values. */
    public static HttpConfig http(Map<String, String> values) {
        return ConfigReader.read(HttpConfig.class, values);
    }

    /** The defaults. */
    public static LaneConfig lanes() {
        return ConfigReader.read(LaneConfig.class, Map.of());
    }
}
