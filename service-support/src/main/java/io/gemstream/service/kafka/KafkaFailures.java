package io.gemstream.service.kafka;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.failure.Causes;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Converts the failures of Kafka's clients to failures with a reason of {@link ErrorReason} (ADR 26). Pure. */
public final class KafkaFailures {

    /** The beginning of Kafka's messages where a client cannot be made (kafka-clients 4.2); the causes say why. */
    private static final String NO_ADMIN = "Failed to create new ";
    private static final String NO_CLIENT = "Failed to construct kafka ";
    private static final String UNRESOLVED = "No resolvable bootstrap urls";
    /** The beginning of the message that asks for a JAAS file. Settings are the usual way, so it does not help. */
    private static final String NO_LOGIN = "Could not find a 'KafkaClient' entry in the JAAS configuration";

    private KafkaFailures() {}

    /**
     * The failure of a client.
     *
     * @param servers where the cluster is
     */
    public static GemstreamException of(String servers, Throwable failure) {
        boolean beforeConnecting = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            switch (cause) {
                case GemstreamException known -> {
                    return known;
                }
                case ConfigException unresolved when message.startsWith(UNRESOLVED) -> {
                    return new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                            "kafka.bootstrap.servers: " + servers + ": no such host", unresolved);
                }
                case AuthenticationException refused -> {
                    return new GemstreamException(ErrorReason.BROKER_REFUSED, at(servers) + messages(refused), refused);
                }
                case AuthorizationException refused -> {
                    return new GemstreamException(ErrorReason.BROKER_REFUSED, at(servers) + message, refused);
                }
                case UnsupportedVersionException old -> {
                    return new GemstreamException(ErrorReason.INVALID_CONFIGURATION, "kafka.bootstrap.servers: " + servers
                            + ": " + message + " (expected: Kafka 4.2 or newer, with share groups)", old);
                }
                case ConfigException wrong -> {
                    return new GemstreamException(ErrorReason.INVALID_CONFIGURATION, "kafka.*: " + message, wrong);
                }
                case IllegalArgumentException missing when message.startsWith(NO_LOGIN) -> {
                    return new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                            "kafka.sasl.jaas.config: not set (expected: a login module and its options)", missing);
                }
                default -> beforeConnecting |= message.startsWith(NO_ADMIN) || message.startsWith(NO_CLIENT);
            }
        }
        return beforeConnecting
                ? new GemstreamException(ErrorReason.INVALID_CONFIGURATION, "kafka.*: " + messages(failure), failure)
                : new GemstreamException(ErrorReason.BROKER_UNAVAILABLE, at(servers) + failure.getMessage(), failure);
    }

    /** The failure of a client among the causes of another, such as that of a start; empty where there is none. */
    public static Optional<GemstreamException> among(Throwable failure) {
        return Causes.first(failure, KafkaException.class).map(known -> of("kafka.bootstrap.servers", known));
    }

    private static String at(String servers) {
        return "Kafka at " + servers + ": ";
    }

    /** All that the causes say, once each; the first only says that there is no client. */
    private static String messages(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause instanceof NoSuchFileException missing
                    ? missing.getFile() + ": no such file" : String.valueOf(cause.getMessage());
            if (cause.getMessage() != null && !message.startsWith(NO_ADMIN) && !message.startsWith(NO_CLIENT)
                    && messages.stream().noneMatch(said -> said.contains(message))) {
                // The message of a cause that wraps another is often that of the other in words.
                messages.removeIf(message::contains);
                messages.add(message);
            }
        }
        return String.join(": ", messages).replaceAll("\\s+", " ");
    }
}
