package io.gemstream.service.config;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.smallrye.config.ConfigValidationException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tells what is wrong with the configuration: each key, the value found, and what is expected. */
public final class ConfigProblems {

    /** How SmallRye Config begins what it says of values; it throws plain exceptions of the JDK. */
    private static final Pattern CODE = Pattern.compile("SRCFG\\d+: ");
    /** The problems of a mapping begin with the class of what was thrown. */
    private static final Pattern EXCEPTION = Pattern.compile("^[\\w.]+Exception: ");
    private static final Pattern OUT_OF_RANGE = Pattern.compile("(\\S+) (.*\\(expected: .*\\))");
    /** A rule over several keys names them itself, behind the prefix of the mapping. */
    private static final Pattern SEVERAL_KEYS = Pattern.compile("\\S+ (gemstream\\.\\S+: .*\\(expected: .*\\))");
    private static final Pattern UNREADABLE = Pattern.compile("The config property (\\S+) with the config value"
            + " \"(.*)\" threw an Exception whilst being converted (.*)");
    private static final Pattern CHOICES = Pattern.compile("Cannot convert .* to enum .*, allowed values: (.*)");
    private static final Pattern MISSING =
            Pattern.compile("The config property (\\S+) is required but it could not be found.*");

    private ConfigProblems() {}

    /** The refusal of mappings. */
    public static GemstreamException of(ConfigValidationException wrong) {
        String problems = IntStream.range(0, wrong.getProblemCount())
                .mapToObj(problem -> line(wrong.getProblem(problem).getMessage()))
                .distinct()
                .collect(Collectors.joining("; "));
        return refused(problems, wrong);
    }

    /** The refusal of a value that is read by itself; empty where {@code wrong} is about something else. */
    public static Optional<GemstreamException> of(RuntimeException wrong) {
        String message = String.valueOf(wrong.getMessage());
        return CODE.matcher(message).lookingAt() ? Optional.of(refused(line(message), wrong)) : Optional.empty();
    }

    static String line(String problem) {
        String said = CODE.matcher(EXCEPTION.matcher(problem).replaceFirst("")).replaceAll("").replaceAll("\\s+", " ");
        Matcher unreadable = UNREADABLE.matcher(said);
        if (unreadable.matches()) {
            return unreadable.group(1) + ": " + unreadable.group(2) + " (" + expectation(unreadable.group(3)) + ")";
        }
        Matcher missing = MISSING.matcher(said);
        if (missing.matches()) {
            return missing.group(1) + ": not set (expected: a value)";
        }
        Matcher severalKeys = SEVERAL_KEYS.matcher(said);
        if (severalKeys.matches()) {
            return severalKeys.group(1);
        }
        return OUT_OF_RANGE.matcher(said).replaceFirst("$1: $2");
    }

    private static String expectation(String conversion) {
        Matcher choices = CHOICES.matcher(conversion);
        return choices.matches() ? "expected: one of " + choices.group(1).replace(",", ", ")
                : EXCEPTION.matcher(conversion).replaceFirst("");
    }

    private static GemstreamException refused(String message, RuntimeException cause) {
        return new GemstreamException(ErrorReason.INVALID_CONFIGURATION, message, cause);
    }
}
