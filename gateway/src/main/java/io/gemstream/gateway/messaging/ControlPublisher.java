package io.gemstream.gateway.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.Cancel;
import io.gemstream.proto.v1.ControlRecord;
import io.gemstream.service.kafka.KafkaHeaders;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes commands to gemstream.control. Behind a proxy, because the gRPC server starts before the channels do. */
@ApplicationScoped
public class ControlPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(ControlPublisher.class);

    private final MutinyEmitter<byte[]> control;

    ControlPublisher(@Channel("gateway-control") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
            MutinyEmitter<byte[]> control) {
        this.control = control;
    }

    /**
     * Sends a cancellation on its way; a generation that misses it runs to its own end.
     *
     * @param cause for the worker's log
     * @return completes when all in-sync replicas have it, or fails with BROKER_UNAVAILABLE
     */
    public CompletionStage<Void> cancel(String requestId, String cause) {
        ControlRecord record = ControlRecord.newBuilder()
                .setRequestId(requestId)
                .setCancel(Cancel.newBuilder().setCause(cause))
                .build();
        return control.sendMessage(Message.of(record.toByteArray(), Metadata.of(
                        OutgoingKafkaRecordMetadata.<String>builder()
                                .withKey(requestId)
                                .withHeaders(KafkaHeaders.describe(record))
                                .build())))
                .onItem().invoke(() -> LOG.debug("request {}: cancelled, {}", requestId, cause))
                .onFailure().invoke(failure ->
                        LOG.debug("request {}: cancellation not written: {}", requestId, failure.getMessage()))
                .onFailure().transform(failure -> new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                        "Kafka did not take the cancellation: " + failure.getMessage(), failure))
                .subscribeAsCompletionStage();
    }
}
