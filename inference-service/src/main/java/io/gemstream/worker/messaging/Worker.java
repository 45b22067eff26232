package io.gemstream.worker.messaging;

import io.gemstream.gemma.BoundGrammars;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.DeviceMemory;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.models.Announcement;
import io.gemstream.worker.attempt.AttemptLauncher;
import io.gemstream.worker.attempt.AttemptStarter;
import io.gemstream.worker.attempt.Cancellations;
import io.gemstream.worker.attempt.FinishCheck;
import io.gemstream.worker.attempt.OtherArithmetic;
import io.gemstream.worker.attempt.Throughput;
import io.gemstream.worker.attempt.WorkerContext;
import io.gemstream.worker.attempt.WorkerIdentity;
import io.gemstream.worker.attempt.WorkerMetrics;
import io.gemstream.worker.config.WorkerConfig;
import io.gemstream.worker.model.BackendFactory;
import io.gemstream.worker.model.DeviceMetrics;
import io.gemstream.worker.model.LoadedModel;
import io.gemstream.worker.slot.Slots;
import io.gemstream.worker.slot.TaskTopics;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the worker together when the application starts, and takes it apart when it stops: first the announcement, then
 * the slots, then the engine. The producer outlives all of them; its channel closes after the shutdown event.
 */
@ApplicationScoped
public class Worker {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration GRAMMARS_LATER = Duration.ofSeconds(10);

    private final WorkerStart start;
    private final WorkerConfig config;
    private final KafkaClients kafka;
    private final TokenPublisher publisher;
    private final Cancellations cancellations;
    private final MeterRegistry registry;
    private final OpenTelemetry telemetry;
    private final String version;
    private final String workerId = UUID.randomUUID().toString();
    private final Throughput throughput = new Throughput(System::nanoTime);
    private final ExecutorService readers =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gemstream-log-read-", 0).factory());
    private volatile Optional<WorkerPresence> presence = Optional.empty();
    private volatile Optional<Slots> slots = Optional.empty();
    private volatile Optional<Thread> grammarWarmUp = Optional.empty();
    private volatile boolean engineClosed;
    private volatile boolean stopping;

    Worker(WorkerStart start, WorkerConfig config, KafkaClients kafka, TokenPublisher publisher,
            Cancellations cancellations, MeterRegistry registry, OpenTelemetry telemetry,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.start = start;
        this.config = config;
        this.kafka = kafka;
        this.publisher = publisher;
        this.cancellations = cancellations;
        this.registry = registry;
        this.telemetry = telemetry;
        this.version = version;
    }

    void begin(@Observes StartupEvent event) {
        LoadedModel model = start.model().orElseThrow();
        WorkerTopics topics = start.topics().orElseThrow();
        BoundGrammars grammars = new BoundGrammars(model.tokenizer(), config.grammars());
        WorkerIdentity identity = new WorkerIdentity(workerId, model.backend().device(),
                model.backend().numericProfile(), model.backend().numericDetail(), version,
                model.config().contextLength());
        AttemptLauncher launcher = handler(model, identity, topics.otherArithmetic(), grammars);
        WorkerPresence present = new WorkerPresence(announcement(model, identity), throughput::read,
                () -> model.engine().load().kv().share(), topics, kafka, publisher);
        presence = Optional.of(present);
        present.begin(affinityTopics -> {
            slots = Optional.of(startSlots(model, launcher, topics, affinityTopics));
            grammarWarmUp = Optional.of(Thread.ofPlatform().daemon().name("gemstream-grammar-warm-up")
                    .start(() -> warmUpLater(grammars)));
            if (stopping) {
                grammarWarmUp.ifPresent(Thread::interrupt);
            }
        });
    }

    void end(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        grammarWarmUp.ifPresent(Thread::interrupt);
        if (presence.isPresent()) {
            presence.get().end();
        }
        if (slots.isPresent()) {
            slots.get().stop(config.drain());
        }
        start.topics().ifPresent(WorkerTopics::end);
        readers.shutdownNow();
        start.model().ifPresent(LoadedModel::close);
    }

    /** Whether topics and group are as they are needed and tasks are taken. */
    boolean ready() {
        return slots.isPresent() && !engineClosed && problem().isEmpty();
    }

    /** The problem of the topics that stands against taking tasks; empty where there is none. */
    Optional<GemstreamException> problem() {
        return start.topics().flatMap(WorkerTopics::problem);
    }

    /** Whether the engine lives. */
    boolean alive() {
        return !engineClosed;
    }

    /** After the start and the first answers, which it would hold up (ADR 20), and before most constraints. */
    private static void warmUpLater(BoundGrammars grammars) {
        try {
            Thread.sleep(GRAMMARS_LATER);
            grammars.warmUp();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private AttemptLauncher handler(LoadedModel model, WorkerIdentity identity, OtherArithmetic others,
            BoundGrammars grammars) {
        WorkerMetrics metrics = new WorkerMetrics(registry, model.name());
        metrics.watch(model.engine()::load);
        metrics.watchDrafts(model.engine()::speculated);
        new DeviceMetrics(registry, model.name(), workerId).watch(model.backend(), memory(model));
        WorkerContext context = new WorkerContext(identity, model.hashing().result(), model.engine(),
                grammars, model.tokenizer()::shown, cancellations, metrics, throughput, config.maxAttempts(), this::engineClosed);
        KafkaTranscriptReader reader = new KafkaTranscriptReader(kafka);
        return new AttemptLauncher(context, publisher,
                new AttemptStarter(identity, reader, readers,
                        System::currentTimeMillis, () -> others.than(identity.arithmetic())),
                new FinishCheck(reader, readers), new TaskTracing(telemetry), () -> UUID.randomUUID().toString());
    }

    private Slots startSlots(LoadedModel model, AttemptLauncher launcher, WorkerTopics topics, int affinityTopics) {
        TaskTopics taskTopics = new TaskTopics(model.name(), workerId, affinityTopics, topics::live);
        LOG.info("worker {} takes tasks of {}; affinity topics that it shares with others: {}", workerId, model.name(),
                affinityTopics);
        return Slots.start(
                config.slots(),
                taker -> {
                    topics.requireReady();
                    return TaskMember.join(kafka, model.name(), taskTopics, topics::losses, topics.orphans(),
                            "gemstream-worker-" + workerId, taker);
                },
                launcher::start);
    }

    /**
     * An engine that ended by itself does not come back: tasks are left to other workers, who take its topics over when
     * its announcement is gone, and liveness tells.
     */
    private void engineClosed() {
        if (!stopping && !engineClosed) {
            engineClosed = true;
            LOG.error("the engine has ended; no further task is taken");
            slots.ifPresent(Slots::stopTaking);
            presence.ifPresent(WorkerPresence::withdraw);
        }
    }

    private Announcement announcement(LoadedModel model, WorkerIdentity identity) {
        return new Announcement(
                ModelRecord.newBuilder()
                        .setRole(ModelRecord.Role.WORKER)
                        .setInstanceId(workerId)
                        .setModel(model.name())
                        .setArchitecture(model.config().architecture())
                        .setContextLength(model.config().contextLength())
                        .setDevice(identity.device())
                        .setSlots(config.slots())
                        .setNumericProfile(identity.numericProfile())
                        .setArithmetic(identity.arithmetic())
                        .setKvCacheTokens(model.backend().kvCacheTokens())
                        .setMemory(memory(model))
                        .build(),
                config.heartbeat());
    }

    private DeviceMemory memory(LoadedModel model) {
        return BackendFactory.memory(model.backend(), model.model(), config, start.device());
    }
}
