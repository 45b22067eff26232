package io.gemstream.tokenizer.messaging;

import io.gemstream.proto.Topics;
import io.gemstream.proto.v1.ModelRecord;
import io.gemstream.service.cluster.TopicLayout;
import io.gemstream.service.config.LaneConfig;
import io.gemstream.service.history.HistoryLookup;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.TopicChange;
import io.gemstream.service.kafka.TopicTail;
import io.gemstream.service.models.ServedModels;
import io.gemstream.service.models.ServedModelsReader;
import io.gemstream.tokenizer.config.TokenizerConfig;
import io.gemstream.tokenizer.dispatch.AlreadyReleased;
import io.gemstream.tokenizer.dispatch.Dispatcher;
import io.gemstream.tokenizer.dispatch.RequestClaims;
import io.gemstream.tokenizer.placement.TaskPlacement;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the dispatcher, and gives it its clock, its timer and its view of the pipeline. */
@Singleton
public class DispatcherProducer {

    private static final Logger LOG = LoggerFactory.getLogger(DispatcherProducer.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    /** Some 20 MB. Gateways hold as many. */
    private static final int MOST_CLAIMS = 50_000;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1,
            Thread.ofPlatform().daemon().name("gemstream-dispatch-timer").factory());
    private final ServedModels models = new ServedModels();
    private final Dispatcher dispatcher;
    private final AlreadyReleased alreadyReleased;
    private final HistoryLookup history;
    private final RequestClaims requestClaims;
    private final TopicTail tail;
    private volatile Consumer<ModelRecord> hearing = _ -> { };

    DispatcherProducer(LaneConfig laneConfig, TokenizerConfig config, TopicLayout layout, KafkaClients kafka,
            TokenizerStart start) {
        TaskPlacement placement = new TaskPlacement(layout.affinity(), models);
        this.dispatcher = new Dispatcher(
                laneConfig, config.maxHeldTokens(), placement, this::callBack, System::currentTimeMillis);
        this.alreadyReleased = new AlreadyReleased(new TaskTopics(kafka, start)::since);
        this.history =
                new HistoryLookup(kafka, "tokenizer-history", layout.retention(), System::currentTimeMillis);
        this.requestClaims =
                new RequestClaims(history::find, MOST_CLAIMS, layout.retention(), System::currentTimeMillis);
        this.tail = new TopicTail(PipelineStateReader.TOPICS, () -> kafka.consumer("tokenizer-tail"),
                new PipelineStateReader(dispatcher, requestClaims,
                        new ServedModelsReader(models, record -> hearing.accept(record))));
    }

    @Produces
    Dispatcher dispatcher() {
        return dispatcher;
    }

    @Produces
    AlreadyReleased alreadyReleased() {
        return alreadyReleased;
    }

    @Produces
    RequestClaims requestClaims() {
        return requestClaims;
    }

    /** The processes that serve models, as this one has heard of them. */
    ServedModels models() {
        return models;
    }

    /**
     * Begins to watch the pipeline, once its topics exist.
     *
     * @param announcements told each announcement of a model, on the reader's thread
     */
    void start(Consumer<ModelRecord> announcements) {
        hearing = announcements;
        clock.setRemoveOnCancelPolicy(true);
        clock.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        Thread.ofVirtual().name("gemstream-pipeline-state").start(tail);
    }

    /** Takes news of a topic. */
    void changed(TopicChange change) {
        if (Topics.holdsTasks(change.topic()) && !(change instanceof TopicChange.Resized)) {
            // Heartbeats from before the loss would make room again.
            models.clear();
            dispatcher.tasksLost(change.topic());
        }
        if (Topics.holdsHistory(change.topic())) {
            Thread.ofVirtual().name("gemstream-history-changed").start(history::clear);
        }
        tail.changed(change);
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
        tail.stop();
        history.close();
    }

    private void tick() {
        try {
            for (String model : models.names()) {
                dispatcher.capacity(model, models.slots(model), models.tokenizers(model).size());
            }
            dispatcher.tick();
        } catch (RuntimeException fault) {
            // One that escaped would end all later ticks.
            LOG.error("waiting tasks could not be looked after", fault);
        }
    }

    private Runnable callBack(Duration delay, Runnable action) {
        ScheduledFuture<?> scheduled = clock.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }
}
