package io.gemstream.worker.model;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.MemoryEstimate;
import io.gemstream.gemma.backend.pjrt.DeviceSpec;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineClock;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.engine.WarmUp;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.SpeculationConfig;
import io.gemstream.worker.config.WorkerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model at work: mapped weights, backend, engine.
 *
 * @param name the name under which it is served
 */
public record LoadedModel(
        String name, GemmaModel model, Tokenizer tokenizer, Backend backend, SpeculationSetup speculation,
        Engine engine, ModelHashing hashing)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);

    /**
     * Loads a model and starts its engine.
     *
     * @param backends makes the backend of the model, though not that of a draft model
     * @throws GemstreamException MODEL_FILE_MISSING, INVALID_MODEL_FILE, OUT_OF_MEMORY, DEVICE_UNAVAILABLE or
     *     INVALID_CONFIGURATION
     */
    public static LoadedModel load(
            String name, Path path, WorkerConfig config, DeviceConfig device, SpeculationConfig speculation,
            BackendSource backends) {
        String key = "gemstream.models." + name;
        if (!Files.exists(path)) {
            throw new GemstreamException(ErrorReason.MODEL_FILE_MISSING, key + ": " + path + " (no such file)");
        }
        SpeculationSetup.requireFile(speculation);
        long startNs = System.nanoTime();
        try {
            LoadedModel loaded = open(name, path, config, device, speculation, backends);
            log(loaded, config, (System.nanoTime() - startNs) / 1_000_000);
            return loaded;
        } catch (RuntimeException | OutOfMemoryError failure) {
            LoadFailures.known(key, failure).ifPresent(known -> {
                throw known;
            });
            throw failure;
        }
    }

    public GemmaConfig config() {
        return model.config();
    }

    /** Ends what runs, then frees the memory. */
    @Override
    public void close() {
        hashing.close();
        engine.close();
        speculation.close();
        backend.close();
        model.close();
    }

    private static LoadedModel open(
            String name, Path path, WorkerConfig config, DeviceConfig device, SpeculationConfig speculation,
            BackendSource backends) {
        try (Unwinding opened = new Unwinding()) {
            GemmaModel model = opened.add(GemmaModel.load(path), GemmaModel::close);
            Tokenizer tokenizer = model.tokenizer();
            announce(name, model, config, device);
            Backend backend = opened.add(backends.create(model, config, device), Backend::close);
            WarmUp.run(backend, config.warmUp().orElseGet(() -> BackendFactory.usualWarmUp(backend)));
            SpeculationSetup setup =
                    opened.add(SpeculationSetup.open(speculation, tokenizer, config, device), SpeculationSetup::close);
            EngineOptions options = EngineOptions.ofSlots(config.slots())
                    .withMaxBatchTokens(Math.max(config.slots(), config.prefillChunk()))
                    .withPrefixCache(config.prefixCache());
            Engine engine = opened.add(Engine.start(
                    backend, tokenizer, options, EngineClock.system(), setup.speculation()), Engine::close);
            return opened.complete(new LoadedModel(
                    name, model, tokenizer, backend, setup, engine, ModelHashing.start(model, tokenizer)));
        }
    }

    private static void announce(String name, GemmaModel model, WorkerConfig worker, DeviceConfig device) {
        if (DeviceSpec.parse(device.spec()) instanceof DeviceSpec.Cpu) {
            MemoryEstimate needed =
                    MemoryEstimate.of(model.config(), model.weights(), BackendFactory.cpuOptions(worker, device));
            LOG.info("loading {}: needs {} of weights mapped, {} of weights packed, up to {} of KV cache, {} of working"
                            + " memory", name, mebibytes(needed.weightBytes()), mebibytes(needed.packedBytes()),
                    mebibytes(needed.kvBytes()), mebibytes(needed.scratchBytes()));
            CpuProfile.of(device.profile()).note().ifPresent(note -> LOG.info("{} {}", name, note));
        }
    }

    private static void log(LoadedModel loaded, WorkerConfig config, long loadMs) {
        LOG.info("serves {}: {} on {}, profile {}, {} slots, context {}, KV cache for {} tokens, loaded in"
                        + " {} ms",
                loaded.name(), loaded.config().architecture(), loaded.backend().device(),
                loaded.backend().numericProfile(), config.slots(),
                loaded.config().contextLength(), loaded.backend().kvCacheTokens(), loadMs);
    }

    private static String mebibytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
    }
}
