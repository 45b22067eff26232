package io.gemstream.tokenizerservice.messaging;

import io.gemstream.proto.DeadLetters;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.OperationRecord;
import io.gemstream.proto.v1.PromptRecord;
import io.gemstream.proto.v1.Provenance;
import io.gemstream.proto.v1.TaskRecord;
import io.gemstream.tokenizerservice.PromptTokenizer;
import io.gemstream.tokenizerservice.TokenizedPrompt;
import io.gemstream.tokenizerservice.dispatch.Dispatcher;
import io.gemstream.tokenizerservice.dispatch.HeldTask;
import io.gemstream.tokenizerservice.dispatch.Repeats;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prompts in, tasks or answers out, at least once: a prompt's offset is committed only after the broker acknowledged
 * what became of it, which for a task is when its turn has come. A prompt given twice may become two tasks of one
 * request, whose second finds the stream finished or goes on from its log.
 *
 * <p>As many prompts are at work as there are processors, so a long one does not hold up the short ones behind it.
 * Lanes are channels of their own: one that holds as much as it may is not read, and the other is.
 */
@ApplicationScoped
public class PromptConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(PromptConsumer.class);

    private final PromptTokenizer tokenizer;
    private final TokenizerTopics topics;
    private final DirectRequests direct;
    private final Repeats repeats;
    private final Dispatcher dispatcher;
    private final RecordPublisher publisher;
    private final TokenizerMetrics metrics;
    private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());

    PromptConsumer(PromptTokenizer tokenizer, TokenizerTopics topics, DirectRequests direct, Repeats repeats, Dispatcher dispatcher,
            RecordPublisher publisher, TokenizerMetrics metrics) {
        this.tokenizer = tokenizer;
        this.topics = topics;
        this.direct = direct;
        this.repeats = repeats;
        this.dispatcher = dispatcher;
        this.publisher = publisher;
        this.metrics = metrics;
    }

    /** Takes a prompt; the stage completes when the next may come, which is before this one is acknowledged. */
    @Incoming("tokenizer-prompts")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> interactive(Message<byte[]> message) {
        return consume(Lane.INTERACTIVE, message);
    }

    /** The same for the prompts that may wait. */
    @Incoming("tokenizer-batch-prompts")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> batch(Message<byte[]> message) {
        return consume(Lane.BATCH, message);
    }

    private CompletionStage<Void> consume(Lane lane, Message<byte[]> message) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        Thread.ofVirtual().name("gemstream-tokenizer").start(() -> {
            try {
                dispatcher.awaitRoom(lane);
                processors.acquire();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
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
            String key = prompt.getRequestId();
            TopicPartition source = new TopicPartition(record.topic(), record.partition());
            if (repeats.released(source, record.offset(), record.timestamp(), key)) {
                return Uni.createFrom().voidItem();
            }
            Tenant tenant = Tenant.DEFAULT;
            TokenizedPrompt result;
            try {
                tenant = Tenant.from(record.headers());
                result = tokenizer.tokenize(prompt, deadline, System.currentTimeMillis());
            } catch (GemstreamException noTenant) {
                result = TokenizedPrompt.Refused.of(
                        key, noTenant, Provenance.newBuilder().setSampling(prompt.getSampling()).build());
            }
            int log = topics.logPartition(prompt);
            Optional<OperationRecord> row = direct.row(record, prompt, tenant, log);
            metrics.tokenized(prompt.getModel(), result, System.nanoTime() - startNs);
            Uni<Void> answer = switch (result) {
                case TokenizedPrompt.Task(var task) -> dispatch(
                        task.toBuilder().setLogPartition(log).build(), source, deadline, tenant, trace);
                case TokenizedPrompt.Refused(var finish) ->
                        publisher.append(log, key, finish, deadline, Tenant.DEFAULT, trace);
                case TokenizedPrompt.Counted(var count) ->
                        publisher.append(log, key, count, deadline, Tenant.DEFAULT, trace);
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

    /** Where there is room the task is released on this thread. */
    private Uni<Void> dispatch(TaskRecord task, TopicPartition source, Deadline deadline, Tenant tenant,
            Optional<TracingMetadata> trace) {
        HeldTask held = new HeldTask(task, Lane.ofTopic(source.topic()), tenant, deadline, source,
                new TaskOutlet(publisher, metrics, task.getRequestId(), task.getLogPartition(), tenant, deadline, trace));
        return Uni.createFrom().completionStage(() -> dispatcher.submit(held));
    }

    private Uni<Void> deadLetter(
            ConsumerRecord<String, byte[]> record, Optional<TracingMetadata> trace, GemstreamException cause) {
        LOG.warn("prompt {}-{}@{} goes to {}: {}", record.topic(), record.partition(), record.offset(),
                Topics.DEAD_LETTERS, cause.getMessage(), cause.getCause());
        return publisher.publish(Topics.DEAD_LETTERS, record.key() == null ? "" : record.key(),
                DeadLetters.of(record, cause, 1, System.currentTimeMillis()), Deadline.NEVER, trace);
    }
}
