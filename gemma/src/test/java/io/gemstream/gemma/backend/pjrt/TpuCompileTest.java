package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.pjrt.api.CompileOptions;
import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.backend.pjrt.api.PjrtCompiled;
import io.gemstream.gemma.backend.pjrt.api.PjrtPlugin;
import io.gemstream.gemma.backend.pjrt.api.PjrtTopology;
import io.gemstream.gemma.backend.pjrt.hlo.CacheSpec;
import io.gemstream.gemma.backend.pjrt.hlo.HeadProgram;
import io.gemstream.gemma.backend.pjrt.hlo.HloProgram;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.backend.pjrt.hlo.StepProgram;
import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import io.gemstream.testing.oracle.Golden;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs, compiled by libtpu for TPUs that are not there. Nothing runs. */
@NeedsPlugin(Plugins.TPU)
class TpuCompileTest {

    private static final CacheSpec CACHE = new CacheSpec(ElementType.BF16, 64, 16, 8, 4);
    private static final long CACHE_BYTES = 2 * 4 * 64 * 16 * 2 * 32 * 2L; // keys and values, layers, ..., bf16

    private static PjrtPlugin plugin;

    @BeforeAll
    static void load() {
        plugin = PjrtPlugin.load(Plugins.TPU.path());
    }

    @ParameterizedTest
    @CsvSource({"v5e:2x2, TPU v5 lite, 1", "v5e:2x2, TPU v5 lite, 2", "v5p:2x2x1, TPU v5, 1", "v5p:2x2x1, TPU v5, 2"})
    void everyProgramCompilesAndUpdatesTheCacheInPlace(String name, String kind, int devices) {
        CompileOptions options = new CompileOptions(IntStream.range(0, devices).boxed().toList(), Map.of());
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma2-tiny-f32.gguf"));
                PjrtTopology topology = plugin.topology(name, Map.of())) {
            assertThat(topology.deviceKinds()).hasSize(4).containsOnly(kind);
            for (PjrtProfile profile : List.of(PjrtProfile.BF16, PjrtProfile.INT8)) {
                ModelSpec spec = ModelShares.of(model.config(), model.weights(), devices, profile);
                for (StepShape shape : List.of(new StepShape(4, 1), new StepShape(1, 32))) {
                    HloProgram step = StepProgram.write(spec, shape, CACHE, 128);
                    try (PjrtCompiled compiled = topology.compile(step.text(), options)) {
                        assertThat(compiled.outputs()).isEqualTo(9);
                        assertThat(compiled.memoryUse().aliasedBytes()).isGreaterThanOrEqualTo(CACHE_BYTES / devices);
                    }
                }
                HloProgram head = HeadProgram.write(spec, new StepShape(4, 1), 4, 128);
                try (PjrtCompiled compiled = topology.compile(head.text(), options)) {
                    assertThat(compiled.outputs()).isEqualTo(4);
                }
            }
        }
        assertThat(plugin.liveObjects()).isZero();
    }
}
