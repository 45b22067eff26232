package io.gemstream.gateway.messaging;

import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.v1.Cancel;
import io.gemstream.proto.v1.ControlRecord;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
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
     * Sends a cancellation on its way. Best effort: a generation that misses it runs to its own end, heard by nobody.
     *
     * @param cause for the worker's log
     */
    public void cancel(String requestId, String cause) {
        ControlRecord record = ControlRecord.newBuilder()
                .setRequestId(requestId)
                .setCancel(Cancel.newBuilder().setCause(cause))
                .build();
        control.sendMessage(Message.of(record.toByteArray(), Metadata.of(
                        OutgoingKafkaRecordMetadata.<String>builder()
                                .withKey(requestId)
                                .withHeaders(RecordHeaders.describe(record))
                                .build())))
                .subscribe().with(
                        _ -> LOG.debug("request {}: cancelled, {}", requestId, cause),
                        failure -> LOG.debug("request {}: cancellation not written: {}", requestId, failure.getMessage()));
    }
}
