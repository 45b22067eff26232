package io.gemstream.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.config.ConfigReader;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of a worker, its device and its speculation that no worker starts with. */
class WorkerConfigTest {

    @Test
    void theDefaultsAreInRange() {
        assertThat(ConfigReader.read(WorkerConfig.class, Map.of()).slots()).isEqualTo(4);
        assertThat(ConfigReader.read(DeviceConfig.class, Map.of()).spec()).isEqualTo("cpu");
        assertThat(ConfigReader.read(DeviceConfig.class, Map.of()).profile()).isEqualTo("auto");
        assertThat(ConfigReader.read(SpeculationConfig.class, Map.of()).mode()).isEqualTo(SpeculationConfig.Mode.OFF);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "slots           | 0          | 0 (expected: >= 1)",
        "threads         | 0          | 0 (expected: >= 1)",
        "kv-cache-tokens | -1         | -1 (expected: >= 0)",
        "kv-cache-tokens | 2000000000 | 2000000000 (expected: <= 1073741823)",
        "kv-block-tokens | 12         | 12 (expected: a power of two)",
        "prefill-chunk   | 0          | 0 (expected: >= 1)",
        "grammars        | 0          | 0 (expected: >= 1)",
        "max-attempts    | 0          | 0 (expected: >= 1)",
        "warm-up         | -1s        | PT-1S (expected: >= 0s)",
        "drain           | -1s        | PT-1S (expected: >= 0s)",
        "heartbeat       | 0s         | PT0S (expected: >= 100ms)",
    })
    void namesTheKeyOfAWorker(String name, String value, String message) {
        refused(WorkerConfig.class, Map.of("gemstream.worker." + name, value),
                "gemstream.worker." + name + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gemstream.device                 | gpu  | gpu (expected: cpu, gpu:N, tpu:N or pjrt:<plug-in>:N with N from 0)",
        "gemstream.device            | npu:0 | npu:0 (expected: cpu, gpu:N, tpu:N or pjrt:<plug-in>:N with N from 0)",
        "gemstream.device.profile         | int4 | int4 (expected: auto, exact, fast, bf16 or int8)",
        "gemstream.device.kv-format       | bf16 | bf16 (expected: f32, f16 or int8)",
        "gemstream.device.memory-fraction | 1.5  | 1.5 (expected: <= 1)",
        "gemstream.device.memory-fraction | 0    | 0.0 (expected: > 0)",
        "gemstream.device.count           | 0    | 0 (expected: >= 1)",
        "gemstream.device.prefill-rows[1] | 0    | 0 (expected: >= 1)",
    })
    void namesTheKeyOfADevice(String key, String value, String message) {
        refused(DeviceConfig.class, key.endsWith("[1]")
                ? Map.of(key, value, key.replace("[1]", "[0]"), "64") : Map.of(key, value), key + ": " + message);
    }

    @ParameterizedTest
    @CsvSource({"cpu, bf16", "cpu, int8", "gpu:0, fast"})
    void aProfileIsOneOfItsDevice(String device, String profile) {
        refused(DeviceConfig.class, Map.of("gemstream.device", device, "gemstream.device.profile", profile),
                "gemstream.device.profile: " + profile
                        + " (expected: auto, exact or fast where gemstream.device is cpu,"
                        + " else auto, exact, bf16 or int8)");
    }

    @ParameterizedTest
    @CsvSource({"cpu, auto", "cpu, exact", "cpu, fast", "gpu:0, auto", "gpu:0, exact", "gpu:0, bf16", "gpu:0, int8"})
    void takesTheProfilesOfADevice(String device, String profile) {
        Map<String, String> keys = Map.of("gemstream.device", device, "gemstream.device.profile", profile);
        assertThat(ConfigReader.read(DeviceConfig.class, keys).profile()).isEqualTo(profile);
    }

    @Test
    void aDraftNeedsAModel() {
        refused(SpeculationConfig.class, Map.of("gemstream.speculation", "draft"),
                "gemstream.speculation.draft-model: not set (expected: path of a model"
                        + " where gemstream.speculation is draft)");
    }

    @ParameterizedTest
    @CsvSource({"tokens, 0", "max-rows, -1"})
    void namesTheKeyOfSpeculation(String name, String value) {
        refused(SpeculationConfig.class, Map.of("gemstream.speculation." + name, value),
                "gemstream.speculation." + name + ": " + value + " (expected: >= 1)");
    }

    @Test
    void namesEveryKeyThatIsWrong() {
        assertThatThrownBy(() -> ConfigReader.read(WorkerConfig.class,
                Map.of("gemstream.worker.slots", "0", "gemstream.worker.grammars", "0")))
                .hasMessageContaining("gemstream.worker.slots: 0 (expected: >= 1)")
                .hasMessageContaining("gemstream.worker.grammars: 0 (expected: >= 1)")
                .hasMessageContaining("; ");
    }

    private static void refused(Class<?> mapping, Map<String, String> values, String message) {
        assertThatThrownBy(() -> ConfigReader.read(mapping, values))
                .isInstanceOfSatisfying(GemstreamException.class, refusal ->
                        assertThat(refusal.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION))
                .hasMessage(message);
    }
}
