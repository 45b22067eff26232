package io.gemstream.standalone.pipeline;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a user can do something about, found in what Quarkus gave up with. */
final class StartFailure {

    /** How SmallRye Config begins what it says of values; it throws plain exceptions of the JDK. */
    private static final String CONFIGURATION = "SRCFG";

    /** The problems of a mapping begin with the class of what was thrown. */
    private static final Pattern EXCEPTION = Pattern.compile("^[\\w.]+Exception: ");

    private StartFailure() {}

    static GemstreamException of(Throwable end) {
        for (Throwable cause = end; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case GemstreamException known -> {
                    return known;
                }
                case BindException taken -> {
                    return new GemstreamException(ErrorReason.PORT_IN_USE, String.valueOf(taken.getMessage()), taken);
                }
                case ConfigValidationException wrong -> {
                    return configuration(problems(wrong), wrong);
                }
                case RuntimeException wrong when String.valueOf(wrong.getMessage()).startsWith(CONFIGURATION) -> {
                    return configuration(wrong.getMessage(), wrong);
                }
                default -> {
                    // Its cause may say more.
                }
            }
        }
        return new GemstreamException(ErrorReason.INTERNAL, "the services did not start: " + end, end);
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
