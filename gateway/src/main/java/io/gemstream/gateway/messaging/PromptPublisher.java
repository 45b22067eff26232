package io.gemstream.gateway.messaging;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.service.failure.Causes;
import io.gemstream.service.kafka.KafkaHeaders;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Writes requests to their lane's topic. Behind a proxy, because the gRPC server starts before the channels do. */
@ApplicationScoped
public class PromptPublisher {

    private final MutinyEmitter<byte[]> prompts;
    private final BrokerOutageLog outageLog;

    /** The buffer has no bound of its own: admission bounds the open streams, and each has one record in it. */
    PromptPublisher(@Channel("gateway-prompts") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
            MutinyEmitter<byte[]> prompts, BrokerOutageLog outageLog) {
        this.prompts = prompts;
        this.outageLog = outageLog;
    }

    /**
     * Writes a request.
     *
     * @param trace the context whose trace the record carries on
     * @return completes when all in-sync replicas have the record; fails with BROKER_UNAVAILABLE or REQUEST_TOO_LARGE
     */
    public Uni<Void> publish(PromptRecord record, Lane lane, Tenant tenant, Deadline deadline, Context trace) {
        Headers headers = KafkaHeaders.describe(record);
        KafkaHeaders.put(headers, deadline);
        KafkaHeaders.put(headers, tenant);
        return outageLog.watch(prompts.sendMessage(Message.of(record.toByteArray(), Metadata.of(
                OutgoingKafkaRecordMetadata.<String>builder()
                        .withTopic(lane.topic())
                        .withKey(record.getRequestId())
                        .withHeaders(headers)
                        .build(),
                TracingMetadata.withCurrent(trace)))))
                .onFailure(failure -> Causes.first(failure, KafkaException.class).isPresent())
                .transform(failure -> refused(Causes.first(failure, KafkaException.class).orElseThrow()));
    }

    private static GemstreamException refused(KafkaException failure) {
        return failure instanceof RecordTooLargeException
                ? new GemstreamException(ErrorReason.REQUEST_TOO_LARGE, failure.getMessage(), failure)
                : new GemstreamException(ErrorReason.BROKER_UNAVAILABLE,
                        "Kafka did not take the request: " + failure.getMessage(), failure);
    }
}
