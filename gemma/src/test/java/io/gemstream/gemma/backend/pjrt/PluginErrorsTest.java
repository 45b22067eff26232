package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.backend.pjrt.api.DeviceUnavailableException;
import io.gemstream.gemma.backend.pjrt.api.OptionValue;
import io.gemstream.gemma.backend.pjrt.api.PjrtPlugin;
import io.gemstream.gemma.backend.pjrt.api.PluginNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told when plug-in or device is not as it should be. */
class PluginErrorsTest {

    @Test
    void aMissingLibraryIsNamed() {
        assertThatThrownBy(() -> PjrtPlugin.load(Path.of("/nowhere/plugin.so")))
                .isInstanceOf(PluginNotFoundException.class)
                .hasMessage("PJRT plug-in /nowhere/plugin.so: no such file (expected: the plug-in's shared library)");
    }

    /** Before the JVM tries to load it, which prints warnings of its own. */
    @Test
    void whatIsNoLibraryIsRefused(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("plugin.so"), "text");
        assertThatThrownBy(() -> PjrtPlugin.load(text))
                .isInstanceOf(PluginNotFoundException.class)
                .hasMessage("PJRT plug-in " + text + ": not a shared library (expected: the plug-in's shared library)");
        assertThatThrownBy(() -> PjrtPlugin.load(folder))
                .isInstanceOf(PluginNotFoundException.class)
                .hasMessage("PJRT plug-in " + folder + ": a folder (expected: the plug-in's shared library)");
    }

    @Test
    void aLibraryThatIsCutOffIsRefused(@TempDir Path folder) throws IOException {
        Path half = Files.write(folder.resolve("half.so"), new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0});
        assertThatThrownBy(() -> PjrtPlugin.load(half))
                .isInstanceOf(PluginNotFoundException.class)
                .hasMessageStartingWith("PJRT plug-in " + half + ": the system cannot load it; it is no library for this"
                        + " machine, or lacks one of its own (ldd tells): ");
    }

    /** Else libtpu would look for one for minutes. */
    @Test
    void aTpuNeedsAChip(@TempDir Path dev) throws IOException {
        DeviceSpec.Tpu tpu = new DeviceSpec.Tpu(0);
        Files.createDirectory(dev.resolve("vfio"));
        Files.createFile(dev.resolve("vfio/vfio"));
        assertThatThrownBy(() -> TpuNodes.require(tpu, dev))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessage("device tpu:0: no TPU in this host (expected: " + dev + "/accel0 or " + dev
                        + "/vfio/0; in a container, nodes that were passed on)");
        Files.createFile(dev.resolve("vfio/3"));
        assertThatNoException().isThrownBy(() -> TpuNodes.require(tpu, dev));
        Files.delete(dev.resolve("vfio/3"));
        Files.createFile(dev.resolve("accel1"));
        assertThatNoException().isThrownBy(() -> TpuNodes.require(tpu, dev));
    }

    @Test
    void aLibraryThatIsNoPluginIsRefused() {
        Path other = Path.of(System.getProperty("java.home"), "lib", System.mapLibraryName("zip"));
        assertThatThrownBy(() -> PjrtPlugin.load(other))
                .isInstanceOf(PluginNotFoundException.class)
                .hasMessage("PJRT plug-in " + other + ": no symbol GetPjrtApi (expected: a PJRT plug-in)");
    }

    @Test
    void aPluginThatIsNowhereIsNamedWithItsPackage(@TempDir Path folder) {
        assertThatThrownBy(() -> DeviceClient.open(options(new DeviceSpec.Gpu(0), folder, Map.of())))
                .isInstanceOf(PluginNotFoundException.class)
                .hasMessage("device gpu:0: no xla_cuda_plugin.so in [" + folder + "] (unpack the Python package"
                        + " jax-cuda13-pjrt (with CUDA 13) or jax-cuda12-pjrt into a plug-in folder, or name the"
                        + " library itself with pjrt:<plug-in>:N)");
        assertThatThrownBy(() -> DeviceClient.open(options(new DeviceSpec.Tpu(1), folder, Map.of())))
                .hasMessageContaining("device tpu:1: no libtpu.so in [" + folder + "]")
                .hasMessageContaining("libtpu into a plug-in folder");
    }

    @Test
    void withoutAFolderThereIsNowhereToLook() {
        assertThatThrownBy(() -> PluginLocator.locate(new DeviceSpec.Gpu(0), List.of()))
                .hasMessageStartingWith("device gpu:0: no folder to look for xla_cuda_plugin.so in (unpack the Python"
                        + " package jax-cuda13-pjrt");
    }

    @Test
    void theCpuHasABackendOfItsOwn(@TempDir Path folder) {
        assertThatThrownBy(() -> DeviceClient.open(options(new DeviceSpec.Cpu(), folder, Map.of())))
                .hasMessageStartingWith("device: cpu (expected: gpu:N, tpu:N or pjrt:<plug-in>:N");
    }

    @Test
    @NeedsPlugin(Plugins.CPU)
    void aDeviceThatThePluginDoesNotHaveIsRefused(@TempDir Path folder) {
        DeviceSpec third = new DeviceSpec.Plugin(Plugins.CPU.path(), 3);
        Map<String, OptionValue> two = Map.of("cpu_device_count", new OptionValue.Whole(2));
        assertThatThrownBy(() -> DeviceClient.open(options(third, folder, two)))
                .isInstanceOf(DeviceUnavailableException.class)
                .hasMessage("device " + third + ": number 3 (expected: of the 0 to 1 that plug-in "
                        + Plugins.CPU.path() + " sees)");
        assertThatThrownBy(() -> DeviceClient.open(
                        options(third, folder, Map.of("cpu_device_count", new OptionValue.Whole(1)))))
                .hasMessageContaining("number 3 (expected: 0, the only one that plug-in");
    }

    @Test
    @NeedsPlugin(Plugins.CPU)
    void anOptionThatThePluginDoesNotKnowIsNamed(@TempDir Path folder) {
        DeviceSpec device = new DeviceSpec.Plugin(Plugins.CPU.path(), 0);
        Map<String, OptionValue> wrong = Map.of("no_such_option", new OptionValue.Flag(true));
        assertThatThrownBy(() -> DeviceClient.open(options(device, folder, wrong)))
                .isInstanceOfSatisfying(
                        DeviceUnavailableException.class, e -> assertThat(e.getCause()).isNotNull())
                .hasMessageContaining("no_such_option");
    }

    private static PjrtOptions options(DeviceSpec device, Path folder, Map<String, OptionValue> client) {
        return new PjrtOptions(
                device, 1, List.of(folder), client, Optional.empty(), 0.9, 1, 16, 64, 16, PjrtProfile.EXACT,
                StepShapes.uniform(1));
    }
}
