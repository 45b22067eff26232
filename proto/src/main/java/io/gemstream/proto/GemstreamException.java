package io.gemstream.proto;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A failure that is reported to users, with a reason from {@link ErrorReason}, one sentence that says what happened,
 * and details by name.
 */
public final class GemstreamException extends RuntimeException {

    private final ErrorReason reason;
    private final Map<String, String> metadata;
    private final Optional<Duration> retryAfter;
    private final String remedy;

    private GemstreamException(ErrorReason reason, String message, Map<String, String> metadata,
            Optional<Duration> retryAfter, String remedy, Optional<Throwable> cause) {
        super(message, cause.orElse(null));
        this.reason = reason;
        this.metadata = Map.copyOf(metadata);
        this.retryAfter = retryAfter;
        this.remedy = remedy;
    }

    /** A failure with no details. */
    public GemstreamException(ErrorReason reason, String message) {
        this(reason, message, Map.of(), Optional.empty(), reason.remedy(), Optional.empty());
    }

    /** A failure with details, for example {@code field}. */
    public GemstreamException(ErrorReason reason, String message, Map<String, String> metadata) {
        this(reason, message, metadata, Optional.empty(), reason.remedy(), Optional.empty());
    }

    /** A failure that came from another. */
    public GemstreamException(ErrorReason reason, String message, Throwable cause) {
        this(reason, message, Map.of(), Optional.empty(), reason.remedy(), Optional.of(cause));
    }

    /** A failure with details that came from another. */
    public GemstreamException(ErrorReason reason, String message, Map<String, String> metadata, Throwable cause) {
        this(reason, message, metadata, Optional.empty(), reason.remedy(), Optional.of(cause));
    }

    /** The same failure with the time after which a retry makes sense. */
    public GemstreamException retryAfter(Duration delay) {
        return new GemstreamException(
                reason, getMessage(), metadata, Optional.of(delay), remedy, Optional.ofNullable(getCause()));
    }

    /** The same failure with a remedy that fits it better than that of its reason: one sentence (ADR 36). */
    public GemstreamException remedy(String better) {
        return new GemstreamException(
                reason, getMessage(), metadata, retryAfter, better, Optional.ofNullable(getCause()));
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

    /** The remedy: what the user can do, in one sentence; the reason's own, or a better one. */
    public String remedy() {
        return remedy;
    }

    /** One line for a terminal: reason, what happened, what to do. */
    public String line() {
        return reason + ": " + getMessage() + ". " + remedy;
    }
}
