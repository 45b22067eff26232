package io.gemstream.gateway.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.HistoryWindow;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.service.failure.Causes;
import io.gemstream.service.kafka.KafkaHeaders;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes rows to gemstream.operations and gemstream.history. Behind a proxy, because the gRPC server starts before the channels
 * do.
 */
@ApplicationScoped
public class OperationPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(OperationPublisher.class);

    private final MutinyEmitter<ProducerRecord<String, byte[]>> rows;
    private final BrokerOutageLog outageLog;
    /** The last row of each generation whose row was noted and not written. */
    private final Map<String, OperationRecord> lost = new ConcurrentHashMap<>();

    OperationPublisher(@Channel("gateway-operations") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
            MutinyEmitter<ProducerRecord<String, byte[]>> rows, BrokerOutageLog outageLog) {
        this.rows = rows;
        this.outageLog = outageLog;
    }

    /**
     * Writes a row; completes when all in-sync replicas have it, or fails with BROKER_UNAVAILABLE, or with
     * REQUEST_TOO_LARGE where the options of the request are larger than a row may be.
     */
    public CompletionStage<Void> publish(OperationRecord row) {
        return send(new ProducerRecord<>(Topics.OPERATIONS, null, row.getRequestId(), row.toByteArray(),
                KafkaHeaders.describe(row)));
    }

    /** Takes a row back. */
    public CompletionStage<Void> delete(String requestId) {
        lost.remove(requestId);
        return send(new ProducerRecord<>(Topics.OPERATIONS, requestId, null));
    }

    /** Writes a row to the history; as {@link #publish}. */
    public CompletionStage<Void> archive(OperationRecord row) {
        return send(new ProducerRecord<>(Topics.HISTORY, null, row.getRequestId(), row.toByteArray(),
                KafkaHeaders.describe(row)));
    }

    /** Takes a row back that is in the history. */
    public CompletionStage<Void> forget(String requestId) {
        return send(new ProducerRecord<>(Topics.HISTORY, requestId, null));
    }

    /** Writes a window of a partition of the history. */
    public CompletionStage<Void> index(int partition, HistoryWindow window) {
        return send(new ProducerRecord<>(Topics.HISTORY_INDEX, partition, Long.toString(window.getFirstOffset()),
                window.toByteArray(), KafkaHeaders.describe(window)));
    }

    /** Writes a row that nobody waits for; one that is not written is written by {@link #writeLost}. */
    public void note(OperationRecord row) {
        publish(row).whenComplete((_, failure) -> {
            if (failure == null) {
                lost.remove(row.getRequestId());
            } else if (failure instanceof GemstreamException known && known.reason().retriable()) {
                lost.put(row.getRequestId(), row);
            } else {
                LOG.warn("request {}: row {} cannot be written: {}", row.getRequestId(), row.getState(),
                        failure.getMessage());
            }
        });
    }

    /**
     * Writes the last rows of generations that were noted and not written: other gateways would count those as running for
     * as long as rows are kept. Call it now and then.
     */
    public void writeLost() {
        for (String requestId : List.copyOf(lost.keySet())) {
            Optional.ofNullable(lost.remove(requestId)).ifPresent(this::note);
        }
    }

    private static ErrorReason reason(Throwable failure) {
        return Causes.first(failure, RecordTooLargeException.class).isPresent()
                ? ErrorReason.REQUEST_TOO_LARGE : ErrorReason.BROKER_UNAVAILABLE;
    }

    private CompletionStage<Void> send(ProducerRecord<String, byte[]> row) {
        return outageLog.watch(rows.send(row))
                .onFailure().transform(failure -> new GemstreamException(reason(failure),
                        "Kafka did not take the operation's row: " + failure.getMessage(), failure))
                .subscribeAsCompletionStage();
    }
}
