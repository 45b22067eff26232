package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.ErrorStatus;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.service.cluster.TopicLayout;
import io.gemstream.tokenizer.PromptTokenizer;
import io.gemstream.tokenizer.TokenizedPrompt;
import io.gemstream.tokenizer.dispatch.AlreadyReleased;
import io.gemstream.tokenizer.dispatch.Dispatcher;
import io.gemstream.tokenizer.dispatch.HeldTask;
import io.gemstream.tokenizer.dispatch.RequestClaims;
import io.gemstream.tokenizer.dispatch.RequestClaims.Standing;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.TracingMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of one record of the prompts' topics.
 *
 * <pre>
 *   cannot be read                       dead letter, and a failed event where it says to whom
 *   a gateway's                          task, or its end in the log
 *   another's   id free                  row ... read back: its own came first, then as a gateway's
 *               id its own               read before: as a gateway's, unless its task was released
 *               id of the same request   joins that: nothing, unless its task may be lost
 *               id of another request    failed event, or dead letter
 * </pre>
 */
@ApplicationScoped
public class PromptIntake {

    private static final Logger LOG = LoggerFactory.getLogger(PromptIntake.class);

    private final PromptParser parser;
    private final PromptTokenizer tokenizer;
    private final KafkaClientRequests clientRequests;
    private final RequestClaims requestClaims;
    private final AlreadyReleased alreadyReleased;
    private final Dispatcher dispatcher;
    private final RejectedRecords rejectedRecords;
    private final TokenizerTopics topics;
    private final RecordPublisher publisher;
    private final TokenizerMetrics metrics;

    /**
     * A prompt that was read.
     *
     * @param log partition of gemstream.tokens in which its log lies
     */
    private record Prompt(ConsumerRecord<String, byte[]> record, PromptRecord message, PromptHeaders headers, int log,
            Optional<TracingMetadata> trace) {

        String id() {
            return message.getRequestId();
        }

        TopicPartition source() {
            return new TopicPartition(record.topic(), record.partition());
        }
    }

    PromptIntake(TopicLayout layout, PromptTokenizer tokenizer, KafkaClientRequests clientRequests,
            RequestClaims requestClaims, AlreadyReleased alreadyReleased,
            Dispatcher dispatcher, RejectedRecords rejectedRecords, TokenizerTopics topics, RecordPublisher publisher,
            TokenizerMetrics metrics) {
        this.parser = new PromptParser(layout.retention());
        this.tokenizer = tokenizer;
        this.clientRequests = clientRequests;
        this.requestClaims = requestClaims;
        this.alreadyReleased = alreadyReleased;
        this.dispatcher = dispatcher;
        this.rejectedRecords = rejectedRecords;
        this.topics = topics;
        this.publisher = publisher;
        this.metrics = metrics;
    }

    /** Takes a record; the result comes, or fails, when the broker has acknowledged what became of it. Blocks. */
    Uni<Void> take(ConsumerRecord<String, byte[]> record, Optional<TracingMetadata> trace) {
        try {
            PromptRecord message = parser.parse(record, System.currentTimeMillis());
            try {
                Prompt prompt = new Prompt(record, message, PromptHeaders.read(record.headers()),
                        topics.logPartition(message), trace);
                Optional<RequestClaims.Claim> claim = KafkaClientRequests.claim(record, message, prompt.headers());
                return claim.isPresent() ? claimed(prompt, claim.get()) : unlessReleased(prompt);
            } catch (GemstreamException malformed) {
                return message.getHasOperation()
                        ? refuse(message, malformed, trace)
                                .chain(() -> rejectedRecords.malformed(record, trace, malformed))
                        : rejectedRecords.malformed(record, trace, malformed);
            }
        } catch (GemstreamException malformed) {
            return rejectedRecords.malformed(record, trace, malformed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Uni.createFrom().failure(stopped);
        } catch (RuntimeException | StackOverflowError fault) {
            return Uni.createFrom().failure(fault);
        }
    }

    private Uni<Void> claimed(Prompt prompt, RequestClaims.Claim claim) throws InterruptedException {
        return switch (requestClaims.standing(claim)) {
            case Standing.Free(var first) -> {
                Uni<Void> served = serve(prompt);
                OperationRecord own =
                        clientRequests.row(claim, prompt.record(), prompt.message(), prompt.headers(), prompt.log());
                yield note(own).chain(() -> Uni.createFrom().completionStage(first))
                        .chain(row -> switch (RequestClaims.standing(claim, row)) {
                            case Standing.Held _ -> served;
                            // Compaction keeps an id's last row, and that must not be the claim that lost.
                            case Standing.Repeated _ -> note(row).chain(() -> repeated(prompt, served));
                            case Standing.Lost _ -> note(row).chain(() -> lost(prompt));
                        });
            }
            case Standing.Held _ -> unlessReleased(prompt);
            case Standing.Repeated(boolean begun) ->
                    begun ? repeated(prompt, Uni.createFrom().voidItem()) : repeated(prompt, serve(prompt));
            case Standing.Lost _ -> lost(prompt);
        };
    }

    /** Before it is tokenized: after a crash many are read again. */
    private Uni<Void> unlessReleased(Prompt prompt) {
        ConsumerRecord<String, byte[]> record = prompt.record();
        return alreadyReleased.released(prompt.source(), record.offset(), record.timestamp(), prompt.id())
                ? Uni.createFrom().voidItem() : serve(prompt);
    }

    /** The first of them may have been lost on its way; a task too many ends at the log's rules. */
    private Uni<Void> repeated(Prompt prompt, Uni<Void> served) {
        LOG.info("prompt {} asks for request {} again, and is answered with it",
                KafkaClientRequests.place(prompt.record()), prompt.id());
        metrics.repeated();
        return served;
    }

    private Uni<Void> lost(Prompt prompt) {
        return rejectedRecords.reused(prompt.record(), prompt.id(), prompt.headers().reply(), prompt.trace(),
                new GemstreamException(ErrorReason.REQUEST_ID_REUSED, "request_id: \"" + prompt.id()
                        + "\" names another request (this one: " + KafkaClientRequests.place(prompt.record()) + ")",
                        Map.of(ErrorStatus.FIELD, "request_id")));
    }

    /** Tokenizes at once; the task, or the answer, is written on subscription. */
    private Uni<Void> serve(Prompt prompt) {
        long startNs = System.nanoTime();
        TokenizedPrompt result =
                tokenizer.tokenize(prompt.message(), prompt.headers().deadline(), System.currentTimeMillis());
        metrics.tokenized(prompt.message().getModel(), result, System.nanoTime() - startNs);
        Deadline deadline = prompt.headers().deadline();
        return switch (result) {
            case TokenizedPrompt.Task(var task) -> {
                Tenant tenant = prompt.headers().tenant();
                HeldTask held = new HeldTask(task.toBuilder().setLogPartition(prompt.log()).build(),
                        Lane.ofTopic(prompt.record().topic()), tenant, deadline, prompt.source(),
                        new TaskWriter(publisher, metrics, prompt.id(), prompt.log(), tenant, deadline,
                        prompt.trace()));
                yield Uni.createFrom().completionStage(() -> dispatcher.submit(held));
            }
            case TokenizedPrompt.Refused(var finish) ->
                    publisher.append(prompt.log(), prompt.id(), finish, deadline, Tenant.DEFAULT, prompt.trace());
            case TokenizedPrompt.Counted(var count) ->
                    publisher.append(prompt.log(), prompt.id(), count, deadline, Tenant.DEFAULT, prompt.trace());
        };
    }

    private Uni<Void> refuse(PromptRecord message, GemstreamException cause, Optional<TracingMetadata> trace) {
        return publisher.append(topics.logPartition(message.getRequestId()), message.getRequestId(),
                TokenizedPrompt.Refused.of(message.getRequestId(), cause,
                        Provenance.newBuilder().setSampling(message.getSampling()).build()).finish(),
                Deadline.NEVER, Tenant.DEFAULT, trace);
    }

    private Uni<Void> note(OperationRecord row) {
        return publisher.publish(Topics.OPERATIONS, row.getRequestId(), row, Deadline.NEVER, Optional.empty());
    }
}
