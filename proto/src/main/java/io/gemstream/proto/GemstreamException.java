package io.gemstream.proto;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A failure a user is told about: a reason from the table, one sentence of what happened, and details by name. */
public final class GemstreamException extends RuntimeException {

    private final ErrorReason reason;
    private final Map<String, String> metadata;
    private final Optional<Duration> retryAfter;

    private GemstreamException(ErrorReason reason, String message, Map<String, String> metadata,
            Optional<Duration> retryAfter, Optional<Throwable> cause) {
        super(message, cause.orElse(null));
        this.reason = reason;
        this.metadata = Map.copyOf(metadata);
        this.retryAfter = retryAfter;
    }

    /** A failure with no details. */
    public GemstreamException(ErrorReason reason, String message) {
        this(reason, message, Map.of(), Optional.empty(), Optional.empty());
    }

    /** A failure with details, for example {@code field}. */
    public GemstreamException(ErrorReason reason, String message, Map<String, String> metadata) {
        this(reason, message, metadata, Optional.empty(), Optional.empty());
    }

    /** A failure that came from another. */
    public GemstreamException(ErrorReason reason, String message, Throwable cause) {
        this(reason, message, Map.of(), Optional.empty(), Optional.of(cause));
    }

    /** The same failure with the time after which a retry makes sense. */
    public GemstreamException retryAfter(Duration delay) {
        return new GemstreamException(reason, getMessage(), metadata, Optional.of(delay), Optional.ofNullable(getCause()));
    }

    public ErrorReason reason() {
        return reason;
    }

    /** Details by name; no secrets and no prompt text. */
    public Map<String, String> metadata() {
        return metadata;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    /** One line for a terminal: reason, what happened, what to do. */
    public String line() {
        return reason + ": " + getMessage() + ". " + reason.remedy();
    }
}
