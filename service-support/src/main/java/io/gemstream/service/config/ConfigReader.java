package io.gemstream.service.config;

import io.gemstream.proto.GemstreamException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidatorImpl;
import java.time.Duration;
import java.util.Map;

/** Reads a config mapping in processes without Quarkus, and checks it as Quarkus does. */
public final class ConfigReader {

    /** Converters of the configuration library itself have priority 1; its own for durations reads no {@code 24h}. */
    private static final int ABOVE_BUILT_IN = 100;

    private ConfigReader() {}

    /**
     * Reads from system properties, the environment and the other sources of the services.
     *
     * @throws GemstreamException INVALID_CONFIGURATION, which names every key that is wrong
     */
    public static <T> T read(Class<T> mapping) {
        return read(mapping, new SmallRyeConfigBuilder().addDefaultSources());
    }

    /** The same from these values alone, by their keys. */
    public static <T> T read(Class<T> mapping, Map<String, String> values) {
        return read(mapping, new SmallRyeConfigBuilder().withDefaultValues(values));
    }

    private static <T> T read(Class<T> mapping, SmallRyeConfigBuilder sources) {
        ValidatorLog.quiet();
        try {
            return sources.withConverter(Duration.class, ABOVE_BUILT_IN, new DurationConverter())
                    .withMapping(mapping)
                    .withValidateUnknown(false)
                    .withValidator(new BeanValidationConfigValidatorImpl())
                    .build()
                    .getConfigMapping(mapping);
        } catch (ConfigValidationException wrong) {
            throw ConfigProblems.of(wrong);
        }
    }
}
