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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gemma 2 27B in bf16 with a cache of 16384 tokens, spread over 2, 4 and 8 devices: every program compiles, updates its
 * cache in place, and what it needs fits into the memory of each device. Nothing runs.
 */
class SpreadCompileTest {

    private static final CacheSpec CACHE = new CacheSpec(ElementType.BF16, 1024, 16, 512, 16);
    private static final int CONTEXT = 8192;
    private static final long CACHE_BYTES = 46L * 2 * 16 * 128 * 2 * CACHE.slots(); // layers, keys and values, heads, ...
    private static final long WEIGHT_BYTES = 54_400_000_000L; // 27.2 billion: arXiv 2408.00118, table 2
    private static final StepShape DECODE = new StepShape(8, 1);
    private static final StepShape PREFILL = new StepShape(1, 256);

    @NeedsPlugin(Plugins.CPU)
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void forVirtualDevices(int devices) {
        PjrtPlugin plugin = PjrtPlugin.load(Plugins.CPU.path());
        try (PjrtClient client = plugin.createClient(Map.of("cpu_device_count", new OptionValue.Whole(devices)))) {
            assertFits(devices, 64L << 30, DECODE, program -> {
                try (PjrtExecutable executable = client.compile(program.text(), options(devices));
                        PjrtCompiled compiled = executable.compiled()) {
                    return compiled.memoryUse();
                }
            });
        }
        assertThat(plugin.liveObjects()).isZero();
    }

    @NeedsPlugin(Plugins.GPU)
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void forSeveralGpus(int devices) {
        PjrtPlugin plugin = PjrtPlugin.load(Plugins.GPU.path());
        Map<String, OptionValue> description = Map.of(
                "target_config", new OptionValue.Text(GpuCompileTest.H100),
                "topology", new OptionValue.Text("1x1x" + devices)); // all in one host, that is over NVLink
        try (PjrtTopology topology = plugin.topology("h100", description)) {
            assertThat(topology.deviceKinds()).hasSize(devices).containsOnly("NVIDIA H100 80GB HBM3");
            assertFits(devices, 80_000_000_000L, DECODE, program -> compile(topology, devices, program));
        }
        assertThat(plugin.liveObjects()).isZero();
    }

    /** A v5e has 16 GB, a v5p 95 GB: cloud.google.com/tpu/docs/v5e and v5p. */
    @NeedsPlugin(Plugins.TPU)
    @ParameterizedTest
    @CsvSource({"v5e:2x4, 8, 16", "v5e:2x2, 4, 16", "v5p:2x2x1, 2, 95"})
    void forSeveralTpus(String name, int devices, long gigabytes) {
        PjrtPlugin plugin = PjrtPlugin.load(Plugins.TPU.path());
        try (PjrtTopology topology = plugin.topology(name, Map.of())) {
            StepShape shape = devices == 2 ? PREFILL : DECODE;
            assertFits(devices, gigabytes * 1_000_000_000, shape, program -> compile(topology, devices, program));
        }
        assertThat(plugin.liveObjects()).isZero();
    }

    private static void assertFits(
            int devices, long deviceBytes, StepShape shape, Function<HloProgram, MemoryUse> compiler) {
        ModelSpec model = Models.spec(Models.gemma2With27B(), devices, PjrtProfile.BF16);
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
