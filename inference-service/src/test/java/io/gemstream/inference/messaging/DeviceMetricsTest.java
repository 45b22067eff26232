package io.gemstream.inference.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.pjrt.DeviceSpec;
import io.gemstream.gemma.backend.pjrt.NumericProfile;
import io.gemstream.gemma.backend.pjrt.PjrtBackend;
import io.gemstream.gemma.backend.pjrt.PjrtOptions;
import io.gemstream.gemma.backend.pjrt.StepShapes;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.proto.v1.DeviceMemory;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What operators see of the device a worker is pinned to. */
class DeviceMetricsTest {

    private static final Path MODEL = Path.of("..", "gemma", "src", "test", "resources", "oracle", "gemma2-tiny-f32.gguf");
    private static final Path PLUGIN = Path.of(
            System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"),
            "gemstream", "pjrt", "cpu-0.11.2", "lammps_jax_pjrt_cpu", "pjrt_c_api_cpu_plugin.so");
    private static final DeviceMemory MEMORY =
            DeviceMemory.newBuilder().setUsedBytes(300).setLimitBytes(700).build();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DeviceMetrics metrics = new DeviceMetrics(registry, "tiny", "worker-1");

    @Test
    void theCpuIsShownWithItsMemoryAndNoPadding() {
        try (GemmaModel model = GemmaModel.load(MODEL);
                CpuBackend backend = CpuBackend.create(model.config(), model.weights(), new CpuOptions(1, 16, 64))) {
            metrics.watch(backend, MEMORY);
            Tags tags = Tags.of("model", "tiny", "device", "cpu");
            assertThat(registry.get("gemstream.worker.info").tags(tags.and("profile", "exact", "worker", "worker-1"))
                    .gauge().value()).isEqualTo(1);
            assertThat(gauge("gemstream.worker.device.memory.used.bytes", tags)).isEqualTo(300);
            assertThat(gauge("gemstream.worker.device.memory.limit.bytes", tags)).isEqualTo(700);
            assertThat(registry.find("gemstream.worker.padding").gauges()).isEmpty();
        }
    }

    /** Two rows of a program of four: half is waste. */
    @Test
    @EnabledIf(value = "pluginIsThere", disabledReason =
            "no PJRT plug-in: gemma/src/test/scripts/fetch-pjrt-plugin.sh cpu fetches it (90 MB)")
    void anAcceleratorTellsWhatItPadsAndReads() {
        DeviceSpec device = new DeviceSpec.Plugin(PLUGIN, 0);
        PjrtOptions options = new PjrtOptions(
                device, 1, List.of(), Map.of(), Optional.empty(), 0.5, 4, 16, 64, 16, NumericProfile.EXACT,
                StepShapes.uniform(4));
        try (GemmaModel model = GemmaModel.load(MODEL);
                PjrtBackend backend = PjrtBackend.create(model.config(), model.weights(), options)) {
            metrics.watch(backend, MEMORY);
            Tags tags = Tags.of("model", "tiny", "device", device.toString());
            assertThat(gauge("gemstream.worker.padding", tags)).isZero();

            StepSlice slice = new StepSlice(new BlockTable(16, new int[] {1}), new int[] {2, 100}, 0, 2, 0, true);
            backend.run(new StepPlan(List.of(slice)), new float[1][backend.vocabularySize()]);
            assertThat(gauge("gemstream.worker.padding", tags)).isEqualTo(0.5);
            assertThat(counter("gemstream.worker.device.steps", tags)).isEqualTo(1);
            assertThat(counter("gemstream.worker.device.read.bytes", tags)).isEqualTo(backend.metrics().readBytes());
        }
    }

    static boolean pluginIsThere() {
        return Files.isReadable(PLUGIN);
    }

    private double gauge(String name, Tags tags) {
        return registry.get(name).tags(tags).gauge().value();
    }

    private double counter(String name, Tags tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }
}
