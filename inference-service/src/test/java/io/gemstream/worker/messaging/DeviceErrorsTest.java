package io.gemstream.worker.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.config.ConfigReader;
import io.gemstream.testing.oracle.TinyGemma;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.SpeculationConfig;
import io.gemstream.worker.config.WorkerConfig;
import io.gemstream.worker.model.BackendFactory;
import io.gemstream.worker.model.LoadedModel;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an operator is told of a device that cannot be used, and with which exit code the worker ends. */
class DeviceErrorsTest {

    private static final Path MODEL = TinyGemma.GEMMA2.file();

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

    private static GemstreamException failure(Map<String, String> keys) {
        return catchThrowableOfType(GemstreamException.class, () -> LoadedModel.load("tiny", MODEL,
                ConfigReader.read(WorkerConfig.class, keys), ConfigReader.read(DeviceConfig.class, keys),
                ConfigReader.read(SpeculationConfig.class, keys), BackendFactory::create));
    }
}
