package io.gemstream.worker.model;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.MemoryEstimate;
import io.gemstream.gemma.backend.pjrt.DeviceSpec;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineClock;
import io.gemstream.gemma.engine.EngineOptions;
import io.gemstream.gemma.engine.WarmUp;
import io.gemstream.gemma.error.GemmaException;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.tokenizer.Tokenizer;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.Topics;
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
        String name, GemmaModel model, Tokenizer tokenizer, Backend backend, SpeculationSetup drafting, Engine engine,
        ModelHashing hashing)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedModel.class);

    /**
     * Loads a model and starts its engine.
     *
     * @throws GemstreamException MODEL_FILE_MISSING, INVALID_MODEL_FILE, OUT_OF_MEMORY, DEVICE_UNAVAILABLE or
     *     INVALID_CONFIGURATION
     */
    public static LoadedModel load(
            String name, Path path, WorkerConfig config, DeviceConfig device, SpeculationConfig speculation) {
        String key = "gemstream.models." + name + ": ";
        if (!Files.exists(path)) {
            throw new GemstreamException(ErrorReason.MODEL_FILE_MISSING, key + path + " (no such file)");
        }
        BackendFactory.requireValid(config, device);
        long startNs = System.nanoTime();
        try {
            Topics.requireModelName(name);
            LoadedModel loaded = open(name, path, config, device, speculation);
            log(loaded, config, (System.nanoTime() - startNs) / 1_000_000);
            return loaded;
        } catch (GemmaException failed) {
            throw LoadFailure.of(key, failed);
        } catch (OutOfMemoryError tooLarge) {
            throw new GemstreamException(ErrorReason.OUT_OF_MEMORY, key + tooLarge.getMessage(), tooLarge);
        } catch (IllegalArgumentException wrong) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION, key + wrong.getMessage(), wrong);
        } catch (GemstreamException badName) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION, key + badName.getMessage(), badName);
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
        drafting.close();
        backend.close();
        model.close();
    }

    private static LoadedModel open(
            String name, Path path, WorkerConfig config, DeviceConfig device, SpeculationConfig speculation) {
        GemmaModel model = GemmaModel.load(path);
        try {
            Tokenizer tokenizer = model.tokenizer();
            announce(name, model, config, device);
            Backend backend = BackendFactory.create(model, config, device);
            WarmUp.run(backend, config.warmUp());
            SpeculationSetup drafting = SpeculationSetup.open(speculation, tokenizer, config, device);
            Engine engine = Engine.start(backend, tokenizer,
                    EngineOptions.ofSlots(config.slots())
                            .withMaxBatchTokens(Math.max(config.slots(), config.prefillChunk()))
                            .withPrefixCache(config.prefixCache()),
                    EngineClock.system(), drafting.speculation());
            return new LoadedModel(name, model, tokenizer, backend, drafting, engine, ModelHashing.start(model, tokenizer));
        } catch (RuntimeException | Error failure) {
            model.close();
            throw failure;
        }
    }

    private static void announce(String name, GemmaModel model, WorkerConfig worker, DeviceConfig device) {
        if (DeviceSpec.parse(device.spec()) instanceof DeviceSpec.Cpu) {
            MemoryEstimate needed =
                    MemoryEstimate.of(model.config(), model.weights(), BackendFactory.cpuOptions(worker, device));
            LOG.info("loading {}: needs {} of weights mapped, {} of weights packed, up to {} of KV cache, {} of working"
                            + " memory", name, mebibytes(needed.weightBytes()), mebibytes(needed.packedBytes()),
                    mebibytes(needed.kvBytes()), mebibytes(needed.scratchBytes()));
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
