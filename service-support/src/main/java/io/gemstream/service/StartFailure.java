package io.gemstream.service;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.config.ConfigProblems;
import io.gemstream.service.kafka.KafkaFailures;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.Optional;

/** Finds the failure that a user can do something about among the causes with which Quarkus gave up. */
public final class StartFailure {

    private StartFailure() {}

    /**
     * The reason from the table; INTERNAL where nothing is known.
     *
     * @param what did not start
     */
    public static GemstreamException of(String what, Throwable end) {
        return known(end).orElseGet(() ->
                new GemstreamException(ErrorReason.INTERNAL, what + " did not start: " + end, end));
    }

    /** The reason from the table; empty where nothing is known. */
    static Optional<GemstreamException> known(Throwable end) {
        for (Throwable cause = end; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case GemstreamException known -> {
                    return Optional.of(known);
                }
                case QuarkusBindException taken -> {
                    return Optional.of(new GemstreamException(
                            ErrorReason.PORT_IN_USE, "quarkus.http.port: " + taken.getMessage(), taken));
                }
                case BindException taken -> {
                    return Optional.of(
                            new GemstreamException(ErrorReason.PORT_IN_USE, String.valueOf(taken.getMessage()), taken));
                }
                case ConfigValidationException wrong -> {
                    return Optional.of(ConfigProblems.of(wrong));
                }
                case RuntimeException other -> {
                    Optional<GemstreamException> setting = ConfigProblems.of(other);
                    if (setting.isPresent()) {
                        return setting;
                    }
                }
                default -> {
                    // Its cause may say more.
                }
            }
        }
        return KafkaFailures.among(end);
    }
}
