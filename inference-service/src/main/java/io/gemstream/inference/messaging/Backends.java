package io.gemstream.inference.messaging;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.KvFormat;
import io.gemstream.gemma.backend.pjrt.DeviceSpec;
import io.gemstream.gemma.backend.pjrt.NumericProfile;
import io.gemstream.gemma.backend.pjrt.PjrtBackend;
import io.gemstream.gemma.backend.pjrt.PjrtOptions;
import io.gemstream.gemma.backend.pjrt.StepShapes;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.inference.config.DeviceConfig;
import io.gemstream.inference.config.WorkerConfig;
import java.util.List;
import java.util.Map;

/** From configuration to the backend of the device that the worker is pinned to. */
final class Backends {

    /** Positions that attention reads at a time on an accelerator. */
    private static final int ATTENTION_CHUNK = 256;

    private Backends() {}

    /** @throws IllegalArgumentException if a value is out of its range; what else is thrown, the backends say */
    static Backend create(GemmaModel model, WorkerConfig worker, DeviceConfig device) {
        DeviceSpec spec = DeviceSpec.parse(device.spec());
        if (spec instanceof DeviceSpec.Cpu) {
            return CpuBackend.create(model.config(), model.weights(), cpuOptions(worker, device));
        }
        return PjrtBackend.create(model.config(), model.weights(), pjrtOptions(spec, worker, device));
    }

    static CpuOptions cpuOptions(WorkerConfig worker, DeviceConfig device) {
        var profile = switch (device.profile()) {
            case "exact" -> io.gemstream.gemma.backend.cpu.NumericProfile.EXACT;
            case "fast" -> io.gemstream.gemma.backend.cpu.NumericProfile.FAST;
            default -> throw new IllegalArgumentException(
                    "gemstream.device.profile: " + device.profile() + " (expected: exact or fast on the CPU)");
        };
        return new CpuOptions(worker.threads().orElse(Runtime.getRuntime().availableProcessors()),
                worker.kvBlockTokens(), worker.kvCacheTokens(), profile,
                device.kvFormat().map(Backends::kvFormat).orElse(profile.usualKvFormat()));
    }

    private static KvFormat kvFormat(String name) {
        return switch (name) {
            case "f32" -> KvFormat.F32;
            case "f16" -> KvFormat.F16;
            case "int8" -> KvFormat.INT8;
            default -> throw new IllegalArgumentException(
                    "gemstream.device.kv-format: " + name + " (expected: f32, f16 or int8)");
        };
    }

    private static PjrtOptions pjrtOptions(DeviceSpec spec, WorkerConfig worker, DeviceConfig device) {
        StepShapes shapes = device.prefillRows()
                .map(rows -> StepShapes.bucketed(worker.slots(), rows.stream().mapToInt(Integer::intValue).toArray()))
                .orElseGet(() -> StepShapes.uniform(worker.slots()));
        return new PjrtOptions(spec, device.count(), device.pluginFolders().orElse(List.of()), Map.of(),
                device.programCache(), device.memoryFraction(), worker.slots(), worker.kvBlockTokens(),
                worker.kvCacheTokens(), ATTENTION_CHUNK, profile(device.profile()), shapes);
    }

    private static NumericProfile profile(String name) {
        return switch (name) {
            case "exact" -> NumericProfile.EXACT;
            case "bf16" -> NumericProfile.BF16;
            case "int8" -> NumericProfile.INT8;
            default -> throw new IllegalArgumentException(
                    "gemstream.device.profile: " + name + " (expected: exact, bf16 or int8)");
        };
    }
}
