package io.gemstream.gateway.messaging;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.v1.OperationRecord;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Writes answers to the topics that clients on Kafka name: JSON, in CloudEvents' binary mode. */
@ApplicationScoped
public class ReplyPublisher {

    private static final JsonFormat.Printer JSON = JsonFormat.printer()
            .omittingInsignificantWhitespace()
            .usingTypeRegistry(JsonFormat.TypeRegistry.newBuilder()
                    .add(ErrorInfo.getDescriptor())
                    .add(BadRequest.getDescriptor())
                    .add(RetryInfo.getDescriptor())
                    .add(RequestInfo.getDescriptor())
                    .build());

    private final MutinyEmitter<ProducerRecord<String, byte[]>> replies;

    ReplyPublisher(@Channel("gateway-replies") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
            MutinyEmitter<ProducerRecord<String, byte[]>> replies) {
        this.replies = replies;
    }

    /**
     * Writes one event of a row's answer; records of one request keep the order of the calls.
     *
     * @param id the same for the same event, however often it is written
     * @param type for example {@code io.gemstream.tokens}
     */
    public CompletionStage<Void> publish(OperationRecord row, String id, String type, Message event) {
        String requestId = row.getRequestId();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(row.getReplyTo(),
                row.getReplyKey().isEmpty() ? requestId : row.getReplyKey(), json(event));
        Headers headers = record.headers();
        Map.of("ce_specversion", "1.0",
                        "ce_id", requestId + "/" + id,
                        "ce_source", "/gemstream/operations/" + requestId,
                        "ce_type", type,
                        RecordHeaders.CONTENT_TYPE, "application/json")
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return replies.send(record).subscribeAsCompletionStage();
    }

    private static byte[] json(Message event) {
        try {
            return JSON.print(event).getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException unknownDetail) {
            throw new IllegalArgumentException("a detail of an unknown type in " + event, unknownDetail);
        }
    }
}
