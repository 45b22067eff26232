package io.gemstream.gateway.reply;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.Status;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.v1.OperationRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Converts events of replies to records: CloudEvents 1.0, Kafka binding, binary mode, with JSON inside. Pure. */
final class CloudEvents {

    private static final JsonFormat.Printer JSON = JsonFormat.printer()
            .omittingInsignificantWhitespace()
            .usingTypeRegistry(ErrorStatus.DETAILS);

    private CloudEvents() {}

    /** The record of an event of a row's answer, for the topic that the row names. */
    static ProducerRecord<String, byte[]> record(OperationRecord row, ReplyEvent event) {
        String requestId = row.getRequestId();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(row.getReplyTo(),
                row.getReplyKey().isEmpty() ? requestId : row.getReplyKey(), json(event.body()));
        Headers headers = record.headers();
        Map.of("ce_specversion", "1.0",
                        "ce_id", requestId + "/" + event.id(),
                        "ce_source", "/gemstream/operations/" + requestId,
                        "ce_type", event.type(),
                        RecordHeaders.CONTENT_TYPE, "application/json")
                .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static byte[] json(Message body) {
        try {
            return JSON.print(body).getBytes(StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException unknownDetail) {
            return json(((Status) body).toBuilder().clearDetails().addAllDetails(
                    ((Status) body).getDetailsList().stream().filter(CloudEvents::known).toList()).build());
        }
    }

    /** Statuses are the only events with open parts; a newer service may put in what this one does not know. */
    private static boolean known(Any detail) {
        try {
            JSON.print(detail);
            return true;
        } catch (InvalidProtocolBufferException unknown) {
            return false;
        }
    }
}
