package io.gemstream.service;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.kafka.KafkaFailures;
import io.quarkus.runtime.QuarkusBindException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a user can do something about, found in what Quarkus gave up with. */
public final class StartFailure {

    /** How SmallRye Config begins what it says of values; it throws plain exceptions of the JDK. */
    private static final String CONFIGURATION = "SRCFG";

    /** The problems of a mapping begin with the class of what was thrown. */
    private static final Pattern EXCEPTION = Pattern.compile("^[\\w.]+Exception: ");

    private StartFailure() {}

    /** The reason from the table; INTERNAL where nothing is known. */
    public static GemstreamException of(Throwable end) {
        return known(end).orElseGet(() ->
                new GemstreamException(ErrorReason.INTERNAL, "the services did not start: " + end, end));
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
                    return Optional.of(configuration(problems(wrong), wrong));
                }
                case RuntimeException wrong when String.valueOf(wrong.getMessage()).startsWith(CONFIGURATION) -> {
                    return Optional.of(configuration(wrong.getMessage(), wrong));
                }
                default -> {
                    // Its cause may say more.
                }
            }
        }
        return KafkaFailures.among(end);
    }

    private static GemstreamException configuration(String message, Throwable cause) {
        return new GemstreamException(ErrorReason.INVALID_CONFIGURATION, message.replaceAll("\\s+", " "), cause);
    }

    private static String problems(ConfigValidationException wrong) {
        return IntStream.range(0, wrong.getProblemCount())
                .mapToObj(problem -> EXCEPTION.matcher(wrong.getProblem(problem).getMessage()).replaceFirst(""))
                .collect(Collectors.joining("; "));
    }
}
