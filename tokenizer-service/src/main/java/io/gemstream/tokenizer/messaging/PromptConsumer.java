package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Lane;
import io.gemstream.tokenizer.dispatch.Dispatcher;
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
 * Consumes prompts and writes tasks or answers, at least once: a prompt's offset is committed only after the broker
 * acknowledged what became of it, which for a task is when its turn has come. A prompt given twice may become two tasks
 * of one request, whose second finds the stream finished or goes on from its log.
 *
 * <p>As many prompts are at work as there are processors, so a long one does not hold up the short ones behind it.
 * Lanes are channels of their own: one that holds as much as it may is not read, and the other is.
 */
@ApplicationScoped
public class PromptConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(PromptConsumer.class);

    private final PromptIntake intake;
    private final RejectedRecords rejectedRecords;
    private final Dispatcher dispatcher;
    private final Semaphore processors = new Semaphore(Runtime.getRuntime().availableProcessors());

    PromptConsumer(PromptIntake intake, RejectedRecords rejectedRecords, Dispatcher dispatcher) {
        this.intake = intake;
        this.rejectedRecords = rejectedRecords;
        this.dispatcher = dispatcher;
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
        Thread.ofVirtual().name("gemstream-tokenize-prompt").start(() -> {
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
        intake.take(record, trace)
                .onFailure().recoverWithUni(failure -> rejectedRecords.setAside(record, trace,
                        new GemstreamException(ErrorReason.INTERNAL, "The prompt could not be answered.", failure)))
                .subscribe().with(
                        _ -> message.ack(),
                        // Left unacknowledged: it comes again after a restart.
                        failure -> LOG.error("prompt {} could not be answered or set aside",
                                KafkaClientRequests.place(record), failure));
    }
}
