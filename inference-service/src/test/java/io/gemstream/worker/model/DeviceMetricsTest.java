package io.gemstream.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.pjrt.DeviceSpec;
import io.gemstream.gemma.backend.pjrt.PjrtBackend;
import io.gemstream.gemma.backend.pjrt.PjrtOptions;
import io.gemstream.gemma.backend.pjrt.PjrtProfile;
import io.gemstream.gemma.backend.pjrt.StepShapes;
import io.gemstream.gemma.cache.BlockGroup;
import io.gemstream.gemma.cache.BlockTable;
import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.gemma.engine.StepSlice;
import io.gemstream.proto.v1.DeviceMemory;
import io.gemstream.testing.oracle.TinyGemma;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What operators see of the device; PinnedWorkersIT reads the same of workers. */
class DeviceMetricsTest {

    private static final Path MODEL = TinyGemma.GEMMA2.file();
    private static final Path PLUGIN = Path.of(
            System.getenv().getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"),
            "gemstream", "pjrt", "cpu-0.11.2", "lammps_jax_pjrt_cpu", "pjrt_c_api_cpu_plugin.so");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void saysWhatTheWorkerIsAndWhatItTakes() {
        new DeviceMetrics(registry, "tiny", "worker-1")
                .watch(new Idle(), DeviceMemory.newBuilder().setUsedBytes(3000).setLimitBytes(8000).build());
        assertThat(registry.get("gemstream.worker.info")
                        .tags("model", "tiny", "device", "cpu", "profile", "fast", "worker", "worker-1")
                        .gauge().value())
                .isEqualTo(1);
        assertThat(registry.get("gemstream.worker.device.memory.used.bytes").tags("model", "tiny", "device", "cpu")
                        .gauge().value())
                .isEqualTo(3000);
        assertThat(registry.get("gemstream.worker.device.memory.limit.bytes").gauge().value()).isEqualTo(8000);
    }

    @Test
    void theCpuPadsNothingAndCopiesNothing() {
        new DeviceMetrics(registry, "tiny", "worker-1").watch(new Idle(), DeviceMemory.getDefaultInstance());
        assertThat(registry.getMeters()).map(Meter::getId).map(Meter.Id::getName).containsExactlyInAnyOrder(
                "gemstream.worker.info", "gemstream.worker.device.memory.used.bytes",
                "gemstream.worker.device.memory.limit.bytes");
    }

    /** Two rows of a program of four: half is waste. */
    @Test
    @EnabledIf(value = "pluginIsThere", disabledReason =
            "no PJRT plug-in: gemma/src/test/scripts/fetch-pjrt-plugin.sh cpu fetches it (90 MB)")
    void anAcceleratorTellsWhatItPadsAndCopies() {
        DeviceSpec device = new DeviceSpec.Plugin(PLUGIN, 0);
        PjrtOptions options = new PjrtOptions(
                device, 1, List.of(), Map.of(), Optional.empty(), 0.5, 4, 16, 64, 16, PjrtProfile.EXACT,
                StepShapes.uniform(4));
        try (GemmaModel model = GemmaModel.load(MODEL);
                PjrtBackend backend = PjrtBackend.create(model.config(), model.weights(), options)) {
            new DeviceMetrics(registry, "tiny", "worker-1").watch(backend, DeviceMemory.getDefaultInstance());
            Tags tags = Tags.of("model", "tiny", "device", device.toString());
            assertThat(registry.get("gemstream.worker.padding").tags(tags).gauge().value()).isZero();

            StepSlice slice = new StepSlice(new BlockTable(16, new int[] {1}), new int[] {2, 100}, 0, 2, 0, true);
            backend.run(new StepPlan(List.of(slice)), new float[1][backend.vocabularySize()]);
            assertThat(registry.get("gemstream.worker.padding").tags(tags).gauge().value()).isEqualTo(0.5);
            assertThat(registry.get("gemstream.worker.device.steps").tags(tags).functionCounter().count()).isEqualTo(1);
            assertThat(registry.get("gemstream.worker.device.read.bytes").tags(tags).functionCounter().count())
                    .isEqualTo(backend.metrics().readBytes())
                    .isPositive();
        }
    }

    static boolean pluginIsThere() {
        return Files.isReadable(PLUGIN);
    }

    /** A backend that is only asked what it is. */
    private static final class Idle implements Backend {

        @Override
        public String device() {
            return "cpu";
        }

        @Override
        public String numericProfile() {
            return "fast";
        }

        @Override
        public int vocabularySize() {
            return 512;
        }

        @Override
        public int blockTokens() {
            return 16;
        }

        @Override
        public int blocks() {
            return 4;
        }

        @Override
        public List<BlockGroup> groups() {
            return List.of(BlockGroup.GLOBAL);
        }

        @Override
        public void run(StepPlan plan, float[][] logits) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
