package io.gemstream.tokenizerservice.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.RecordHeaders;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.PromptRecord;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Prompts that came from no gateway. They get the row of gemstream.operations that a gateway would have written, so that
 * they count like any other; where they name a topic, the gateway that tails the generation's log sends the answer.
 */
@ApplicationScoped
public class DirectRequests {

    private static final String OURS = "gemstream.";

    private final Map<String, Object> kafka;
    private volatile Optional<Admin> admin = Optional.empty();

    DirectRequests(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /**
     * The row of a generation or of any prompt with a reply-to header, empty where its writer sees to it. Blocks for the
     * broker's answer.
     *
     * @param logPartition where its log lies
     * @throws GemstreamException MALFORMED_RECORD where a header cannot be
     */
    Optional<OperationRecord> row(
            ConsumerRecord<String, byte[]> record, PromptRecord prompt, Tenant tenant, int logPartition) {
        Optional<OperationRecord> answered = RecordHeaders.text(record.headers(), RecordHeaders.REPLY_TO).map(topic -> {
            if (topic.isEmpty() || topic.startsWith(OURS)) {
                throw malformed(RecordHeaders.REPLY_TO, topic, "a topic of the client's own");
            }
            String mode = RecordHeaders.text(record.headers(), RecordHeaders.REPLY_MODE).orElse("stream");
            if (!mode.equals("stream") && !mode.equals("result")) {
                throw malformed(RecordHeaders.REPLY_MODE, mode, "stream or result");
            }
            return queued(record, prompt, tenant, logPartition).setReplyTo(topic).setReplyWhole(mode.equals("result")).build();
        });
        return answered.or(() -> prompt.getHasOperation() || prompt.getOperation() != PromptRecord.Operation.GENERATE
                ? Optional.empty() : Optional.of(queued(record, prompt, tenant, logPartition).build()));
    }

    @PreDestroy
    void close() {
        admin.ifPresent(client -> client.close(Duration.ofSeconds(1)));
    }

    private OperationRecord.Builder queued(
            ConsumerRecord<String, byte[]> record, PromptRecord prompt, Tenant tenant, int logPartition) {
        try {
            TopicPartition log = new TopicPartition(Topics.TOKENS, logPartition);
            long end = admin().listOffsets(Map.of(log, OffsetSpec.latest())).partitionResult(log).get().offset();
            return OperationRecord.newBuilder()
                    .setRequestId(prompt.getRequestId())
                    .setState(OperationRecord.State.QUEUED)
                    .setModel(prompt.getModel())
                    .setClaimId(UUID.randomUUID().toString())
                    .setSampling(prompt.getSampling())
                    // A prompt that is refused may say anything, and has a row as well.
                    .setCostTokens(Math.max(0, prompt.getSampling().getMaxTokens()))
                    .setCreatedMs(prompt.getCreatedMs())
                    .setPriority(Lane.ofTopic(record.topic()).priority())
                    .setTenant(tenant.name())
                    .setLogPartition(log.partition())
                    .setLogOffset(end);
        } catch (ExecutionException failed) {
            throw new KafkaException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new KafkaException(interrupted);
        }
    }

    private synchronized Admin admin() {
        if (admin.isEmpty()) {
            Map<String, Object> known = new HashMap<>(kafka);
            known.keySet().retainAll(AdminClientConfig.configNames());
            admin = Optional.of(Admin.create(known));
        }
        return admin.get();
    }

    private static GemstreamException malformed(String header, String value, String expected) {
        return new GemstreamException(ErrorReason.MALFORMED_RECORD,
                "header " + header + ": \"" + value + "\" (expected: " + expected + ")");
    }
}
