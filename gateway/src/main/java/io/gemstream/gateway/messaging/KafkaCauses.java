package io.gemstream.gateway.messaging;

import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/** What is inside the failures of channels, which repeat what may pass and wrap the last failure when they give up. */
final class KafkaCauses {

    private KafkaCauses() {}

    /** Kafka's own failure, where it is one. */
    static Optional<KafkaException> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KafkaException known) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }
}
