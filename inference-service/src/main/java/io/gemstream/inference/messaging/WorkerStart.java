package io.gemstream.inference.messaging;

import io.gemstream.inference.config.DeviceConfig;
import io.gemstream.inference.config.SpeculationConfig;
import io.gemstream.inference.config.WorkerConfig;
import io.gemstream.inference.worker.Cancellations;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.ModelFiles;
import io.gemstream.proto.TopicLayout;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;

/** Begins what takes long before anything else starts: loading the model, and the topics it is served from. */
@ApplicationScoped
public class WorkerStart {

    /** Channels open at 1000. */
    private static final int FIRST = 500;

    /** As many as the control topic brings in its hour at 18 cancellations a second. */
    private static final int REMEMBERED_CANCELLATIONS = 65_536;

    private final ModelFiles files;
    private final WorkerConfig config;
    private final DeviceConfig device;
    private final SpeculationConfig speculation;
    private final TopicLayout layout;
    private final KafkaSettings settings;
    private volatile Optional<WorkerTopics> topics = Optional.empty();
    private final CompletableFuture<LoadedModel> model = new CompletableFuture<>();

    WorkerStart(ModelFiles files, WorkerConfig config, DeviceConfig device, SpeculationConfig speculation,
            TopicLayout layout, KafkaSettings settings) {
        this.files = files;
        this.config = config;
        this.device = device;
        this.speculation = speculation;
        this.layout = layout;
        this.settings = settings;
    }

    void begin(@Observes @Priority(FIRST) StartupEvent event) {
        if (config.slots() < 1) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    "gemstream.worker.slots: " + config.slots() + " (expected: >= 1)");
        }
        Guessing.requireValid(speculation);
        layout.requireValid();
        String name = modelName(config.model(), files.byName());
        topics = Optional.of(WorkerTopics.begin(name, layout, settings));
        Thread.ofPlatform().daemon().name("gemstream-load").start(() -> load(name));
    }

    /**
     * Waits until the model is loaded.
     *
     * @throws GemstreamException why it cannot be
     */
    LoadedModel awaitModel() {
        try {
            return model.join();
        } catch (CompletionException failed) {
            switch (failed.getCause()) {
                case RuntimeException known -> throw known;
                case Error fatal -> throw fatal;
                case Throwable checked -> throw new IllegalStateException(checked);
            }
        }
    }

    /** The model; empty where it is not loaded yet, or never will be. */
    Optional<LoadedModel> loaded() {
        return model.state() == Future.State.SUCCESS ? Optional.of(model.resultNow()) : Optional.empty();
    }

    /** Where its tasks come from; empty until it is known what is loaded. */
    Optional<WorkerTopics> topics() {
        return topics;
    }

    /** What the model runs on. */
    DeviceConfig device() {
        return device;
    }

    @Produces
    @ApplicationScoped
    Cancellations cancellations() {
        return new Cancellations(REMEMBERED_CANCELLATIONS);
    }

    /** The configured name, or the only one there is. */
    static String modelName(Optional<String> wanted, Map<String, Path> files) {
        if (files.isEmpty()) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    "gemstream.models: no entry (expected: gemstream.models.<name>=<path to a GGUF file>)");
        }
        if (wanted.isEmpty() && files.size() > 1) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION,
                    "gemstream.worker.model: not set (expected: one of " + files.keySet().stream().sorted().toList() + ")");
        }
        String name = wanted.orElseGet(() -> files.keySet().iterator().next());
        if (!files.containsKey(name)) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION, "gemstream.worker.model: \"" + name
                    + "\" (expected: one of " + files.keySet().stream().sorted().toList() + ")");
        }
        return name;
    }

    private void load(String name) {
        try {
            model.complete(LoadedModel.load(name, files.byName().get(name), config, device, speculation));
        } catch (RuntimeException | Error failure) {
            model.completeExceptionally(failure);
        }
    }
}
