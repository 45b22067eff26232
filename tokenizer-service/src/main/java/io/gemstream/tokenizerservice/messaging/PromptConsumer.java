package io.gemstream.tokenizerservice.messaging;

import io.gemstream.proto.DeadLetters;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.tokenizerservice.PromptTokenizer;
import io.gemstream.tokenizerservice.TokenizedPrompt;
import io.gemstream.tokenizerservice.placement.TaskPlacement;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prompts in, tasks or answers out, at least once: a prompt's offset is committed only after the broker acknowledged
 * what became of it. A prompt given twice becomes two tasks of one request, whose second finds the stream finished or
 * goes on from its log.
 *
 * <p>As many prompts are at work as there are processors, so a long one does not hold up the short ones behind it.
 * The order of prompts means nothing: each is a request of its own.
 */
@ApplicationScoped
public class PromptConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(PromptConsumer.class);

    private final PromptTokenizer tokenizer;
    private final ReplyRequests replies;
    private final RecordPublisher publisher;
    private final TokenizerMetrics metrics;
    private final TaskPlacement placement;
    private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());

    PromptConsumer(PromptTokenizer tokenizer, ReplyRequests replies, RecordPublisher publisher, TokenizerMetrics metrics,
            TaskPlacement placement) {
        this.tokenizer = tokenizer;
        this.replies = replies;
        this.publisher = publisher;
        this.metrics = metrics;
        this.placement = placement;
    }

    /** Takes a prompt; the stage completes when the next may come, which is before this one is acknowledged. */
    @Incoming("tokenizer-prompts")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> consume(Message<byte[]> message) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        Thread.ofVirtual().name("gemstream-tokenizer").start(() -> {
            processors.acquireUninterruptibly();
            started.complete(null);
            try {
                answer(message);
            } finally {
                processors.release();
            }
        });
        return started;
    }

    @SuppressWarnings("unchecked")
    private void answer(Message<byte[]> message) {
        ConsumerRecord<String, byte[]> record =
                message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
        Optional<TracingMetadata> trace = TracingMetadata.fromMessage(message);
        Deadline deadline = Deadline.from(record.headers());
        answerTo(record, deadline, trace)
                .onFailure().recoverWithUni(failure -> deadLetter(record, trace,
                        new GemstreamException(ErrorReason.INTERNAL, "The prompt could not be answered.", failure)))
                .subscribe().with(
                        _ -> message.ack(),
                        // Left unacknowledged: it comes again after a restart.
                        failure -> LOG.error("prompt {}-{}@{} could not be answered or set aside",
                                record.topic(), record.partition(), record.offset(), failure));
    }

    private Uni<Void> answerTo(
            ConsumerRecord<String, byte[]> record, Deadline deadline, Optional<TracingMetadata> trace) {
        try {
            long startNs = System.nanoTime();
            PromptRecord prompt = PromptParser.parse(record);
            Optional<OperationRecord> row = replies.row(record, prompt);
            TokenizedPrompt result = tokenizer.tokenize(prompt, deadline, System.currentTimeMillis());
            metrics.tokenized(prompt.getModel(), result, System.nanoTime() - startNs);
            String key = prompt.getRequestId();
            Uni<Void> answer = switch (result) {
                case TokenizedPrompt.Task(var task) ->
                        publisher.publish(placement.topic(task), key, task, deadline, trace);
                case TokenizedPrompt.Refused(var finish) ->
                        publisher.publish(Topics.TOKENS, key, finish, deadline, trace);
                case TokenizedPrompt.Counted(var count) ->
                        publisher.publish(Topics.TOKENS, key, count, deadline, trace);
            };
            return row.map(first -> publisher.publish(Topics.OPERATIONS, key, first, Deadline.NEVER, Optional.empty())
                    .chain(() -> answer)).orElse(answer);
        } catch (GemstreamException malformed) {
            metrics.malformed();
            return deadLetter(record, trace, malformed);
        } catch (RuntimeException fault) {
            return Uni.createFrom().failure(fault);
        }
    }

    private Uni<Void> deadLetter(
            ConsumerRecord<String, byte[]> record, Optional<TracingMetadata> trace, GemstreamException cause) {
        LOG.warn("prompt {}-{}@{} goes to {}: {}", record.topic(), record.partition(), record.offset(),
                Topics.DEAD_LETTERS, cause.getMessage(), cause.getCause());
        return publisher.publish(Topics.DEAD_LETTERS, record.key() == null ? "" : record.key(),
                DeadLetters.of(record, cause, 1, System.currentTimeMillis()), Deadline.NEVER, trace);
    }
}
