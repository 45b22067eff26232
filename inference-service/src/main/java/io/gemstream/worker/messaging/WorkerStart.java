package io.gemstream.worker.messaging;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.cluster.TopicLayout;
import io.gemstream.service.config.ModelFiles;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.worker.attempt.Cancellations;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.SpeculationConfig;
import io.gemstream.worker.config.WorkerConfig;
import io.gemstream.worker.model.BackendSource;
import io.gemstream.worker.model.CpuProfile;
import io.gemstream.worker.model.LoadedModel;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Loads the model before anything is taken from Kafka, or fails the start with a {@link GemstreamException}. The
 * worker's topics are made and watched meanwhile.
 */
@ApplicationScoped
public class WorkerStart {

    /** Before the channels open, which is at 1000. */
    private static final int BEFORE_CHANNELS = 500;

    /** As many as the control topic brings in its hour at 18 cancellations a second. */
    private static final int REMEMBERED_CANCELLATIONS = 65_536;

    private final ModelFiles files;
    private final WorkerConfig config;
    private final DeviceConfig device;
    private final SpeculationConfig speculation;
    private final BackendSource backends;
    private final TopicLayout layout;
    private final KafkaClients kafka;
    private final String controlGroup;
    private volatile Optional<WorkerTopics> topics = Optional.empty();
    private volatile Optional<LoadedModel> model = Optional.empty();

    WorkerStart(ModelFiles files, WorkerConfig config, DeviceConfig device, SpeculationConfig speculation,
            BackendSource backends, TopicLayout layout, KafkaClients kafka,
            @ConfigProperty(name = "mp.messaging.incoming.worker-control.group.id") String controlGroup) {
        this.files = files;
        this.config = config;
        this.device = device;
        this.speculation = speculation;
        this.backends = backends;
        this.layout = layout;
        this.kafka = kafka;
        this.controlGroup = controlGroup;
    }

    void load(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        String name = modelName(config.model(), ModelFiles.requireSome(files));
        WorkerTopics begun = WorkerTopics.begin(name, controlGroup, layout, kafka);
        try {
            model = Optional.of(LoadedModel.load(name, files.byName().get(name), config, device, speculation, backends));
            topics = Optional.of(begun);
        } catch (RuntimeException | Error failure) {
            begun.end();
            throw failure;
        }
    }

    /** The model; empty until it is loaded. */
    Optional<LoadedModel> model() {
        return model;
    }

    /** The worker's topics; empty until the model is loaded. */
    Optional<WorkerTopics> topics() {
        return topics;
    }

    /** What whoever started the worker should know of it, as in the log: one line each. */
    public List<String> notes() {
        return device.spec().equals("cpu") ? CpuProfile.of(device.profile()).note().stream().toList() : List.of();
    }

    /** The configuration of the device that the model runs on. */
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
}
