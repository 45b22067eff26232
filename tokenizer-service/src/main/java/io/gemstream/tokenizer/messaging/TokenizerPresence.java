package io.gemstream.tokenizer.messaging;

import io.gemstream.gemma.tokenizer.Vocabulary;
import io.gemstream.proto.Deadline;
import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.models.Announcement;
import io.gemstream.tokenizer.TokenizerModel;
import io.gemstream.tokenizer.config.TokenizerConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the models this process tokenizes for, while the topics are as they are needed, until it stops, and takes
 * back the announcements of processes that died long ago. It runs on a virtual thread, so a missing broker holds up
 * nothing else.
 */
@ApplicationScoped
public class TokenizerPresence {

    private static final Logger LOG = LoggerFactory.getLogger(TokenizerPresence.class);
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final TokenizerStart start;
    private final TokenizerConfig config;
    private final TokenizerTopics topics;
    private final KafkaClients kafka;
    private final RecordPublisher publisher;
    private final DispatcherProducer dispatcherProducer;
    private final String instanceId = UUID.randomUUID().toString();
    private final AtomicBoolean unheard = new AtomicBoolean();
    private volatile boolean begun;
    private volatile Thread thread = Thread.currentThread();

    TokenizerPresence(TokenizerStart start, TokenizerConfig config, TokenizerTopics topics,
            KafkaClients kafka, RecordPublisher publisher, DispatcherProducer dispatcherProducer) {
        this.start = start;
        this.config = config;
        this.topics = topics;
        this.kafka = kafka;
        this.publisher = publisher;
        this.dispatcherProducer = dispatcherProducer;
    }

    /** Whether Kafka was reached and the topics are as they are needed. */
    boolean ready() {
        return begun && topics.problem().isEmpty();
    }

    void begin(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("gemstream-tokenizer-presence").start(this::run);
    }

    /** Takes the announcements back while the producer is still open. */
    void end(@Observes ShutdownEvent event) {
        thread.interrupt();
        if (begun) {
            announcements().forEach(announcement -> publisher.tombstone(Topics.MODELS, announcement.key())
                    .ifNoItem().after(GOODBYE).fail()
                    .onFailure().invoke(lost -> LOG.debug("no goodbye for {}: {}", announcement.key(), lost.toString()))
                    .onFailure().recoverWithNull()
                    .await().indefinitely());
        }
    }

    private void run() {
        try {
            topics.await();
            dispatcherProducer.start(this::hear);
            begun = true;
            while (true) {
                if (ready()) {
                    announcements().forEach(this::announce);
                }
                Thread.sleep(config.heartbeat());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce(Announcement announcement) {
        publisher.publish(Topics.MODELS, announcement.key(), announcement.at(System.currentTimeMillis()),
                        Deadline.NEVER, Optional.empty())
                .ifNoItem().after(announcement.heartbeat()).fail()
                .subscribe().with(_ -> unheard.set(false), late -> {
                    if (!unheard.getAndSet(true)) {
                        LOG.warn("Kafka at {} does not acknowledge heartbeats: {}", kafka.bootstrapServers(),
                                late.toString());
                    }
                });
    }

    /** Each of several tokenizers writes the tombstones, which does no harm; one that is lost comes with the next. */
    private void hear(ModelRecord heartbeat) {
        if (heartbeat.getInstanceId().equals(instanceId)) {
            dispatcherProducer.models().outlived(Announcement.key(heartbeat), heartbeat).forEach(dead -> {
                LOG.info("{} was silent for long and is forgotten", dead);
                publisher.tombstone(Topics.MODELS, dead)
                        .subscribe().with(_ -> { }, lost -> LOG.debug("{} stays: {}", dead, lost.toString()));
            });
        }
    }

    private List<Announcement> announcements() {
        return start.models().stream().map(this::announcement).toList();
    }

    private Announcement announcement(TokenizerModel model) {
        Vocabulary vocabulary = model.tokenizer().vocabulary();
        return new Announcement(
                ModelRecord.newBuilder()
                        .setRole(ModelRecord.Role.TOKENIZER)
                        .setInstanceId(instanceId)
                        .setModel(model.name())
                        .setArchitecture(model.architecture())
                        .setContextLength(model.contextLength())
                        .setBosPiece(piece(model, vocabulary.bos()))
                        .setEosPiece(piece(model, vocabulary.eos()))
                        .setPadPiece(piece(model, vocabulary.pad()))
                        .build(),
                config.heartbeat());
    }

    /** @param id -1 where the vocabulary has no such token */
    private static String piece(TokenizerModel model, int id) {
        return id < 0 ? "" : model.tokenizer().piece(id);
    }
}
