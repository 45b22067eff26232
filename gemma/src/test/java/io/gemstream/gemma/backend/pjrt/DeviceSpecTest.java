package io.gemstream.gemma.backend.pjrt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSpecTest {

    @Test
    void readsEveryKind() {
        assertThat(DeviceSpec.parse("cpu")).isEqualTo(new DeviceSpec.Cpu());
        assertThat(DeviceSpec.parse("gpu:1")).isEqualTo(new DeviceSpec.Gpu(1));
        assertThat(DeviceSpec.parse("tpu:0")).isEqualTo(new DeviceSpec.Tpu(0));
        assertThat(DeviceSpec.parse("pjrt:/opt/a:b/plugin.so:2"))
                .isEqualTo(new DeviceSpec.Plugin(Path.of("/opt/a:b/plugin.so"), 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "gpu:1", "tpu:0", "pjrt:/opt/plugin.so:2"})
    void writesWhatItReads(String text) {
        assertThat(DeviceSpec.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "gpu:", "gpu:-1", "gpu:x", "cpu:0", "pjrt::0", "pjrt:0", "xpu:0", "gpu:99999"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> DeviceSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device: " + text
                        + " (expected: cpu, gpu:N, tpu:N or pjrt:<plug-in>:N with N from 0)");
    }
}
