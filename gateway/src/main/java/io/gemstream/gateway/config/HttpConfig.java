package io.gemstream.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;

/** What the gateway's HTTP faces ask of clients. */
@ConfigMapping(prefix = "gemstream.http")
public interface HttpConfig {

    /**
     * Keys of the HTTP faces, by the tenant whose requests each lets in; where there is none, none is asked for.
     */
    Map<String, String> apiKeys();

    /** Further names of models: by the name that clients use, the one that is served. */
    Map<String, String> aliases();

    /** Silence after which a stream gets a comment, so that nobody on its way takes it for dead. At least 100ms. */
    @DurationMin(millis = 100)
    @WithDefault("15s")
    Duration keepAlive();
}
