package io.gemstream.gateway.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes rows to gemstream.operations. Behind a proxy, because the gRPC server starts before the channels do. */
@ApplicationScoped
public class OperationPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(OperationPublisher.class);

    private final MutinyEmitter<ProducerRecord<String, byte[]>> rows;
    private final BrokerContact contact;

    OperationPublisher(@Channel("gateway-operations") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
            MutinyEmitter<ProducerRecord<String, byte[]>> rows, BrokerContact contact) {
        this.rows = rows;
        this.contact = contact;
    }

    /** Writes a row; completes when all in-sync replicas have it, or fails with BROKER_UNAVAILABLE. */
    public CompletionStage<Void> publish(OperationRecord row) {
        return send(new ProducerRecord<>(Topics.OPERATIONS, null, row.getRequestId(), row.toByteArray(),
                RecordHeaders.describe(row)));
    }

    /** Takes a row back. */
    public CompletionStage<Void> delete(String requestId) {
        return send(new ProducerRecord<>(Topics.OPERATIONS, requestId, null));
    }

    /** Writes a row that the log can bring back where it is lost. */
    public void note(OperationRecord row) {
        publish(row).whenComplete((_, lost) -> {
            if (lost != null) {
                LOG.debug("request {}: row {} not written: {}", row.getRequestId(), row.getState(), lost.getMessage());
            }
        });
    }

    private CompletionStage<Void> send(ProducerRecord<String, byte[]> row) {
        return rows.send(row)
                .onItem().invoke(contact::succeeded)
                .onFailure().invoke(contact::failed)
                .onFailure().transform(failure -> new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                        "Kafka did not take the operation's row: " + failure.getMessage(), failure))
                .subscribeAsCompletionStage();
    }
}
