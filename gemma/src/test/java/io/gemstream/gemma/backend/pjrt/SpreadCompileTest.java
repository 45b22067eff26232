package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.backend.pjrt.api.CompileOptions;
import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.backend.pjrt.api.MemoryUse;
import io.gemstream.gemma.backend.pjrt.api.OptionValue;
import io.gemstream.gemma.backend.pjrt.api.PjrtClient;
import io.gemstream.gemma.backend.pjrt.api.PjrtCompiled;
import io.gemstream.gemma.backend.pjrt.api.PjrtExecutable;
import io.gemstream.gemma.backend.pjrt.api.PjrtPlugin;
import io.gemstream.gemma.backend.pjrt.api.PjrtTopology;
import io.gemstream.gemma.backend.pjrt.hlo.CacheSpec;
import io.gemstream.gemma.backend.pjrt.hlo.HeadProgram;
import io.gemstream.gemma.backend.pjrt.hlo.HloProgram;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.backend.pjrt.hlo.StepProgram;
import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Gemma 2 27B with all its 46 layers, in bf16, with a cache of 16384 tokens, spread over 2, 4 and 8 devices: programs
 * compile, update the cache in place, and need no more than each device has. Nothing runs.
 */
class SpreadCompileTest {

    private static final CacheSpec CACHE = new CacheSpec(ElementType.BF16, 1024, 16, 512, 16);
    private static final int CONTEXT = 8192;
    private static final long CACHE_BYTES = 46L * 2 * 16 * 128 * 2 * CACHE.slots(); // layers, keys and values, heads, ...
    private static final long WEIGHT_BYTES = 54_400_000_000L; // 27.2 billion, cloud.google.com's model card of Gemma 2
    private static final StepShape DECODE = new StepShape(8, 1);
    private static final StepShape PREFILL = new StepShape(1, 256);

    @NeedsPlugin(Plugins.CPU)
    @ParameterizedTest
    @CsvSource({"2, 8, 1", "4, 8, 1", "8, 8, 1", "8, 1, 256"})
    void forVirtualDevices(int devices, int tables, int rowsPerTable) {
        PjrtPlugin plugin = PjrtPlugin.load(Plugins.CPU.path());
        try (PjrtClient client = plugin.createClient(Map.of("cpu_device_count", new OptionValue.Whole(devices)))) {
            assertFits(devices, 64L << 30, new StepShape(tables, rowsPerTable), program -> {
                try (PjrtExecutable executable = client.compile(program.text(), options(devices));
                        PjrtCompiled compiled = executable.compiled()) {
                    return compiled.memoryUse();
                }
            });
        }
        assertThat(plugin.liveObjects()).isZero();
    }

    @NeedsPlugin(Plugins.GPU)
    @Test
    void forEightGpus() {
        PjrtPlugin plugin = PjrtPlugin.load(Plugins.GPU.path());
        Map<String, OptionValue> description = Map.of(
                "target_config", new OptionValue.Text(GpuCompileTest.H100),
                "topology", new OptionValue.Text("1x1x8")); // all in one host, that is over NVLink
        try (PjrtTopology topology = plugin.topology("h100", description)) {
            assertThat(topology.deviceKinds()).hasSize(8).containsOnly("NVIDIA H100 80GB HBM3");
            assertFits(8, 80_000_000_000L, DECODE, program -> compile(topology, 8, program));
        }
        assertThat(plugin.liveObjects()).isZero();
    }

    /** 16 GB each: cloud.google.com/tpu/docs/v5e. */
    @NeedsPlugin(Plugins.TPU)
    @Test
    void forEightTpus() {
        PjrtPlugin plugin = PjrtPlugin.load(Plugins.TPU.path());
        try (PjrtTopology topology = plugin.topology("v5e:2x4", Map.of())) {
            assertThat(topology.deviceKinds()).hasSize(8).containsOnly("TPU v5 lite");
            assertFits(8, 16_000_000_000L, PREFILL, program -> compile(topology, 8, program));
        }
        assertThat(plugin.liveObjects()).isZero();
    }

    private static void assertFits(
            int devices, long deviceBytes, StepShape shape, Function<HloProgram, MemoryUse> compiler) {
        ModelSpec model = Models.spec(Models.gemma2With27B(), devices, NumericProfile.BF16);
        MemoryUse step = compiler.apply(StepProgram.write(model, shape, CACHE, CONTEXT));
        assertThat(step.aliasedBytes()).isEqualTo(CACHE_BYTES / devices);
        assertThat(step.argumentBytes()).isGreaterThan((WEIGHT_BYTES + CACHE_BYTES) / devices);
        MemoryUse head = compiler.apply(HeadProgram.write(model, shape, shape.tables(), 128));
        long most = step.argumentBytes() + step.outputBytes() - step.aliasedBytes()
                + Math.max(step.temporaryBytes(), head.temporaryBytes() + head.outputBytes());
        assertThat(most).isLessThan(deviceBytes);
    }

    private static MemoryUse compile(PjrtTopology topology, int devices, HloProgram program) {
        try (PjrtCompiled compiled = topology.compile(program.text(), options(devices))) {
            return compiled.memoryUse();
        }
    }

    private static CompileOptions options(int devices) {
        return new CompileOptions(IntStream.range(0, devices).boxed().toList(), Map.of());
    }
}
