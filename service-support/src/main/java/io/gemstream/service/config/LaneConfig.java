package io.gemstream.service.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** Rules that order waiting requests. Tokenizer services order by it and gateways estimate by it, so set it alike. */
@ConfigMapping(prefix = "gemstream.lanes")
public interface LaneConfig {

    /**
     * Tokens, of prompt and answer together, that a tenant may take each time its turn comes. Smaller shares more
     * finely, larger keeps more of one tenant's requests together. At least 1.
     */
    @Min(1)
    @WithDefault("256")
    int quantum();

    /** How long a batch request waits for interactive ones before its tenant gets a share beside them. */
    @DurationMin
    @WithDefault("30s")
    Duration batchAging();
}
