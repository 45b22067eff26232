package io.gemstream.worker.model;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.KvFormat;
import io.gemstream.gemma.backend.cpu.MemoryEstimate;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.backend.pjrt.DeviceSpec;
import io.gemstream.gemma.backend.pjrt.PjrtBackend;
import io.gemstream.gemma.backend.pjrt.PjrtOptions;
import io.gemstream.gemma.backend.pjrt.PjrtProfile;
import io.gemstream.gemma.backend.pjrt.StepShapes;
import io.gemstream.gemma.backend.pjrt.api.OptionValue;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.v1.DeviceMemory;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.WorkerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes the backend of the device that the worker is pinned to, from the configuration. */
public final class BackendFactory {

    /** Positions that attention reads at a time on an accelerator. */
    private static final int ATTENTION_CHUNK = 256;
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final Duration READY_WARM_UP = Duration.ofMillis(300);

    private BackendFactory() {}

    /**
     * The memory that a worker takes of its device, of each device where there are several.
     *
     * @param backend made of the same configuration
     */
    public static DeviceMemory memory(Backend backend, GemmaModel model, WorkerConfig worker, DeviceConfig device) {
        if (backend instanceof PjrtBackend accelerator) {
            return DeviceMemory.newBuilder()
                    .setUsedBytes(accelerator.memory().usedBytes())
                    .setLimitBytes(accelerator.memory().limitBytes().orElse(0))
                    .setFraction(device.memoryFraction())
                    .build();
        }
        MemoryEstimate taken = MemoryEstimate.of(model.config(), model.weights(), cpuOptions(worker, device));
        return DeviceMemory.newBuilder()
                .setUsedBytes(taken.totalBytes())
                .build();
    }

    /**
     * Makes the backend; throws what the backends throw besides.
     *
     * @throws GemstreamException INVALID_CONFIGURATION, if a key has a value that the device cannot have
     */
    public static Backend create(GemmaModel model, WorkerConfig worker, DeviceConfig device) {
        DeviceSpec spec = DeviceSpec.parse(device.spec());
        if (spec instanceof DeviceSpec.Cpu) {
            return CpuBackend.create(model.config(), model.weights(), cpuOptions(worker, device));
        }
        return PjrtBackend.create(model.config(), model.weights(), pjrtOptions(spec, worker, device));
    }

    /** Time that a warm-up takes where none is set: what waits for the just-in-time compiler takes a second (ADR 43). */
    static Duration usualWarmUp(Backend backend) {
        return backend instanceof CpuBackend cpu && cpu.waitsForNoCompiler() ? READY_WARM_UP : WARM_UP;
    }

    static CpuOptions cpuOptions(WorkerConfig worker, DeviceConfig device) {
        if (worker.kvCacheTokens() < 1) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION, "gemstream.worker.kv-cache-tokens: "
                    + worker.kvCacheTokens() + " (expected: >= 1 where gemstream.device is cpu)");
        }
        NumericProfile profile = CpuProfile.of(device.profile()).profile();
        return CpuOptions.builder().threads(worker.threads().orElse(Runtime.getRuntime().availableProcessors()))
                .blockTokens(worker.kvBlockTokens()).kvCacheTokens(worker.kvCacheTokens()).profile(profile)
                .kvFormat(device.kvFormat().map(format -> KvFormat.valueOf(format.toUpperCase(Locale.ROOT)))
                        .orElse(profile.usualKvFormat()))
                .build();
    }

    private static PjrtOptions pjrtOptions(DeviceSpec spec, WorkerConfig worker, DeviceConfig device) {
        StepShapes shapes = device.prefillRows()
                .map(rows -> StepShapes.bucketed(worker.slots(), rows.stream().mapToInt(Integer::intValue).toArray()))
                .orElseGet(() -> StepShapes.uniform(worker.slots()));
        return new PjrtOptions(spec, device.count(), device.pluginFolders().orElse(List.of()),
                pluginOptions(device), device.programCache(), device.memoryFraction(), worker.slots(), worker.kvBlockTokens(),
                worker.kvCacheTokens(), ATTENTION_CHUNK, profile(device.profile()), shapes);
    }

    private static Map<String, OptionValue> pluginOptions(DeviceConfig device) {
        return device.pluginOptions().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, option -> OptionValue.parse(option.getValue())));
    }

    private static PjrtProfile profile(String name) {
        return switch (name) {
            case "bf16" -> PjrtProfile.BF16;
            case "int8" -> PjrtProfile.INT8;
            default -> PjrtProfile.EXACT; // also what auto is
        };
    }
}
