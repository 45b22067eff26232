package io.gemstream.worker.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.SpeculationConfig;
import io.gemstream.worker.config.WorkerConfig;
import io.gemstream.worker.model.LoadedModel;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator is told of a device that cannot be used, and with which exit code the worker ends. */
class DeviceErrorsTest {

    private static final Path MODEL = Path.of("..", "gemma", "src", "test", "resources", "oracle", "gemma2-tiny-f32.gguf");

    @Test
    void aPluginThatIsNotThereIsNamedWithWhatToInstall() {
        GemstreamException gpu = failure(Map.of("gemstream.device", "gpu:0"));
        assertThat(gpu.reason()).isEqualTo(ErrorReason.DEVICE_UNAVAILABLE);
        assertThat(gpu.reason().exitCode()).isEqualTo(69);
        assertThat(gpu).hasMessage("device gpu:0: no folder to look for xla_cuda_plugin.so in (unpack the Python package"
                + " jax-cuda13-pjrt (with CUDA 13) or jax-cuda12-pjrt into a plug-in folder, or name the library itself"
                + " with pjrt:<plug-in>:N); keys: gemstream.device, gemstream.device.plugin-folders (in the"
                + " environment GEMSTREAM_DEVICE_PLUGIN_FOLDERS)");
        GemstreamException tpu =
                failure(Map.of("gemstream.device", "tpu:3", "gemstream.device.plugin-folders", "/nowhere,/else"));
        assertThat(tpu).hasMessageStartingWith("device tpu:3: no libtpu.so in [/nowhere, /else] (unpack");
        GemstreamException other = failure(Map.of("gemstream.device", "pjrt:/nowhere/plugin.so:0"));
        assertThat(other.reason()).isEqualTo(ErrorReason.DEVICE_UNAVAILABLE);
        assertThat(other).hasMessageStartingWith("PJRT plug-in /nowhere/plugin.so: no such file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gemstream.device                 | gpu      | device: gpu (expected: cpu, gpu:N, tpu:N or pjrt:<plug-in>:N",
        "gemstream.device.profile         | int4     | profile: int4 (expected: exact, bf16 or int8)",
        "gemstream.device.memory-fraction | 1.5      | memoryFraction: 1.5 (expected: over 0, at most 1)",
        "gemstream.device.count           | 0        | devices: 0 (expected: >= 1)",
    })
    void aValueThatCannotBeIsRefusedBeforeTheModelIsRead(String key, String value, String message) {
        Map<String, String> keys = new HashMap<>(Map.of("gemstream.device", "gpu:0"));
        keys.put(key, value);
        GemstreamException failure = failure(keys);
        assertThat(failure.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION);
        assertThat(failure).hasMessageStartingWith("gemstream.device, gemstream.worker: " + message);
    }

    private static GemstreamException failure(Map<String, String> keys) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(DeviceConfig.class)
                .withMapping(WorkerConfig.class)
                .withMapping(SpeculationConfig.class)
                .withDefaultValues(keys)
                .withValidateUnknown(false)
                .build();
        return catchThrowableOfType(GemstreamException.class, () -> LoadedModel.load(
                "tiny", MODEL, config.getConfigMapping(WorkerConfig.class), config.getConfigMapping(DeviceConfig.class),
                config.getConfigMapping(SpeculationConfig.class)));
    }
}
