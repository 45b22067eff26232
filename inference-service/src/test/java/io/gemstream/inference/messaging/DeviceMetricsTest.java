package io.gemstream.inference.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.engine.Backend;
import io.gemstream.gemma.engine.StepPlan;
import io.gemstream.proto.v1.DeviceMemory;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** What a worker on the CPU shows; PinnedWorkersIT reads what one on an accelerator adds. */
class DeviceMetricsTest {

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
        public void run(StepPlan plan, float[][] logits) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
