package io.gemstream.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.KvFormat;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.WorkerConfig;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From keys to the options of the CPU's backend. */
class BackendFactoryTest {

    @ParameterizedTest
    @CsvSource({"f32, F32", "f16, F16", "int8, INT8"})
    void theFormatOfTheCacheIsTheOneThatIsWritten(String written, KvFormat format) {
        assertThat(options(Map.of("gemstream.device.kv-format", written)).kvFormat()).isEqualTo(format);
        assertThat(options(Map.of("gemstream.device.kv-format", written, "gemstream.device.profile", "fast")).kvFormat())
                .isEqualTo(format);
    }

    @Test
    void withoutOneTheProfileDecides() {
        assertThat(options(Map.of())).satisfies(options -> {
            assertThat(options.profile()).isEqualTo(NumericProfile.EXACT);
            assertThat(options.kvFormat()).isEqualTo(KvFormat.F32);
        });
        assertThat(options(Map.of("gemstream.device.profile", "fast"))).satisfies(options -> {
            assertThat(options.profile()).isEqualTo(NumericProfile.FAST);
            assertThat(options.kvFormat()).isEqualTo(KvFormat.F16);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gemstream.device.kv-format | F32  | kvFormat: F32 (expected: f32, f16 or int8)",
        "gemstream.device.kv-format | bf16 | kvFormat: bf16 (expected: f32, f16 or int8)",
        "gemstream.device.profile   | bf16 | profile: bf16 (expected: exact or fast on the CPU)",
    })
    void anythingElseIsRefused(String key, String value, String message) {
        SmallRyeConfig config = config(Map.of(key, value));
        assertThatThrownBy(() -> BackendFactory.requireValid(
                        config.getConfigMapping(WorkerConfig.class), config.getConfigMapping(DeviceConfig.class)))
                .isInstanceOfSatisfying(GemstreamException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION))
                .hasMessage("gemstream.device, gemstream.worker: " + message);
    }

    private static CpuOptions options(Map<String, String> keys) {
        SmallRyeConfig config = config(keys);
        return BackendFactory.cpuOptions(config.getConfigMapping(WorkerConfig.class), config.getConfigMapping(DeviceConfig.class));
    }

    private static SmallRyeConfig config(Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(DeviceConfig.class)
                .withMapping(WorkerConfig.class)
                .withDefaultValues(keys)
                .withValidateUnknown(false)
                .build();
    }
}
