package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.Lane;
import io.gemstream.proto.MessageHash;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.KafkaFutures;
import io.gemstream.tokenizer.dispatch.RequestClaims;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes the claims and rows of prompts that came from no gateway. Such prompts get the row of gemstream.operations that
 * a gateway would have written, so that they count like any other; where they name a topic, the gateway that tails the
 * generation's log sends the answer.
 */
@ApplicationScoped
public class KafkaClientRequests {

    private final KafkaClients kafka;
    private final TokenizerTopics topics;
    private volatile Optional<Admin> admin = Optional.empty();

    KafkaClientRequests(KafkaClients kafka, TokenizerTopics topics) {
        this.kafka = kafka;
        this.topics = topics;
    }

    /**
     * The claim of a generation, or of any prompt that is to be answered, on its id; empty where its writer sees to the row.
     * What is asked for includes where the answer goes: a prompt that wants it elsewhere is another.
     */
    static Optional<RequestClaims.Claim> claim(
            ConsumerRecord<String, byte[]> record, PromptRecord prompt, PromptHeaders headers) {
        if (headers.reply().isEmpty()
                && (prompt.getHasOperation() || prompt.getOperation() != PromptRecord.Operation.GENERATE)) {
            return Optional.empty();
        }
        OperationRecord asked = answered(OperationRecord.newBuilder(), headers.reply())
                .setRequestHash(MessageHash.of(prompt.toBuilder()
                        .clearRequestId().clearCreatedMs().clearHasOperation().build()))
                .build();
        return Optional.of(new RequestClaims.Claim(prompt.getRequestId(), place(record), MessageHash.of(asked)));
    }

    /**
     * The row of a claim. Blocks for the broker's answer.
     *
     * @param logPartition where the request's log lies
     */
    OperationRecord row(RequestClaims.Claim claim, ConsumerRecord<String, byte[]> record, PromptRecord prompt,
            PromptHeaders headers, int logPartition) {
        return answered(queued(claim.requestId(), logPartition), headers.reply())
                .setModel(prompt.getModel())
                .setClaimId(claim.claimId())
                .setRequestHash(claim.requestHash())
                .setSampling(prompt.getSampling())
                // A prompt that is refused may say anything, and has a row as well.
                .setCostTokens(Math.max(0, prompt.getSampling().getMaxTokens()))
                .setCreatedMs(prompt.getCreatedMs())
                .setPriority(Lane.ofTopic(record.topic()).priority())
                .setTenant(headers.tenant().name())
                .build();
    }

    /**
     * The row of the answer to a record that cannot be a request of its key: an operation by itself, of a name that is
     * the same each time the record is read. Blocks for the broker's answer.
     *
     * @param key of the answer; empty where the record has none
     * @param createdMs milliseconds since 1970
     */
    OperationRecord refused(ConsumerRecord<String, byte[]> record, ReplyAddress reply, String key, long createdMs) {
        String name = UUID.nameUUIDFromBytes((place(record) + "/" + record.timestamp()).getBytes(StandardCharsets.UTF_8))
                .toString();
        return answered(queued(name, topics.logPartition(name)), Optional.of(reply))
                .setClaimId(place(record))
                .setCreatedMs(createdMs)
                .setReplyKey(key)
                .build();
    }

    /** The place of a record, for people and as a name. */
    static String place(ConsumerRecord<String, byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    @PreDestroy
    void close() {
        admin.ifPresent(client -> client.close(Duration.ofSeconds(1)));
    }

    private static OperationRecord.Builder answered(OperationRecord.Builder row, Optional<ReplyAddress> reply) {
        reply.ifPresent(address -> row.setReplyTo(address.topic()).setReplyWhole(address.whole()));
        return row;
    }

    private OperationRecord.Builder queued(String requestId, int logPartition) {
        TopicPartition log = new TopicPartition(Topics.TOKENS, logPartition);
        long end = KafkaFutures.await(
                admin().listOffsets(Map.of(log, OffsetSpec.latest())).partitionResult(log)).offset();
        return OperationRecord.newBuilder()
                .setRequestId(requestId)
                .setState(OperationRecord.State.QUEUED)
                .setLogPartition(log.partition())
                .setLogOffset(end);
    }

    private synchronized Admin admin() {
        if (admin.isEmpty()) {
            admin = Optional.of(kafka.admin("tokenizer-logs"));
        }
        return admin.get();
    }
}
