package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.backend.pjrt.api.CompileOptions;
import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.backend.pjrt.api.MemoryUse;
import io.gemstream.gemma.backend.pjrt.api.OptionValue;
import io.gemstream.gemma.backend.pjrt.api.PjrtCompiled;
import io.gemstream.gemma.backend.pjrt.api.PjrtPlugin;
import io.gemstream.gemma.backend.pjrt.api.PjrtTopology;
import io.gemstream.gemma.backend.pjrt.hlo.CacheSpec;
import io.gemstream.gemma.backend.pjrt.hlo.HeadProgram;
import io.gemstream.gemma.backend.pjrt.hlo.HloProgram;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.backend.pjrt.hlo.StepProgram;
import io.gemstream.gemma.backend.pjrt.hlo.StepShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Programs of the size of Gemma 2 2B, compiled by the CUDA plug-in for a GPU that is not there. Nothing runs. */
@NeedsPlugin(Plugins.GPU)
class GpuCompileTest {

    /** An H100, as far as the compiler asks; numbers of the CUDA programming guide for compute capability 9.0. */
    static final String H100 = """
            platform_name: "CUDA"
            device_description_str: "NVIDIA H100 80GB HBM3"
            dnn_version_info { major: 9 minor: 10 patch: 0 }
            gpu_device_info {
              name: "NVIDIA H100 80GB HBM3"
              cuda_compute_capability { major: 9 feature_extension: ACCELERATED_FEATURES }
              core_count: 132
              fpus_per_core: 128
              clock_rate_ghz: 1.98
              threads_per_warp: 32
              threads_per_block_limit: 1024
              threads_per_core_limit: 2048
              registers_per_core_limit: 65536
              registers_per_block_limit: 65536
              shared_memory_per_block: 49152
              shared_memory_per_block_optin: 232448
              shared_memory_per_core: 233472
              l2_cache_size: 52428800
              memory_bandwidth: 3352320000000
              device_memory_size: 85899345920
              block_dim_limit_x: 2147483647
              block_dim_limit_y: 65535
              block_dim_limit_z: 65535
              thread_dim_limit_x: 1024
              thread_dim_limit_y: 1024
              thread_dim_limit_z: 64
              device_address_bits: 64
              driver_version: "13.0.0"
              runtime_version: "13.0.0"
              compile_time_toolkit_version: "13.0.0"
            }
            """;
    private static final CacheSpec CACHE = new CacheSpec(ElementType.BF16, 1024, 16, 512, 16);
    private static final long CACHE_BYTES = 106_496L * 16 * 1024; // bytes per token of Gemma 2 2B in bf16
    private static final long LARGEST_WEIGHT_BYTES = 2304L * 9216 * 2; // gate in bf16

    @Test
    void everyProgramCompilesUpdatesTheCacheInPlaceAndUnpacksNoWeights() {
        PjrtPlugin plugin = PjrtPlugin.load(Plugins.GPU.path());
        Map<String, OptionValue> description =
                Map.of("target_config", new OptionValue.Text(H100), "topology", new OptionValue.Text("1x1x1"));
        try (PjrtTopology topology = plugin.topology("h100", description)) {
            assertThat(topology.deviceKinds()).containsExactly("NVIDIA H100 80GB HBM3");
            for (PjrtProfile profile : List.of(PjrtProfile.BF16, PjrtProfile.INT8)) {
                ModelSpec model = Models.spec(Models.gemma2With2B(), 1, profile);
                StepShape decode = new StepShape(8, 1);
                MemoryUse step = compile(topology, StepProgram.write(model, decode, CACHE, 8192));
                assertThat(step.aliasedBytes()).isEqualTo(CACHE_BYTES);
                // Less than one weight matrix in bf16: 8-bit weights are unpacked inside the products.
                assertThat(step.temporaryBytes()).isLessThan(LARGEST_WEIGHT_BYTES);
                MemoryUse head = compile(topology, HeadProgram.write(model, decode, 8, 128));
                assertThat(head.outputBytes()).isBetween(8 * 4 * 256_000L, 8 * 4 * 257_000L);
            }
        }
        assertThat(plugin.liveObjects()).isZero();
    }

    private static MemoryUse compile(PjrtTopology topology, HloProgram program) {
        try (PjrtCompiled compiled = topology.compile(program.text(), CompileOptions.of(0))) {
            return compiled.memoryUse();
        }
    }
}
