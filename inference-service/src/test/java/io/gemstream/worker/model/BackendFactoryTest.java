package io.gemstream.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.KvFormat;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.config.ConfigReader;
import io.gemstream.worker.config.DeviceConfig;
import io.gemstream.worker.config.WorkerConfig;
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
        assertThat(options(Map.of("gemstream.device.profile", "exact"))).satisfies(options -> {
            assertThat(options.profile()).isEqualTo(NumericProfile.EXACT);
            assertThat(options.kvFormat()).isEqualTo(KvFormat.F32);
        });
        assertThat(options(Map.of("gemstream.device.profile", "fast"))).satisfies(options -> {
            assertThat(options.profile()).isEqualTo(NumericProfile.FAST);
            assertThat(options.kvFormat()).isEqualTo(KvFormat.F16);
        });
    }

    @Test
    void withoutAProfileTheMachineDecidesBoth() {
        assertThat(options(Map.of())).satisfies(options -> {
            assertThat(options.profile()).isEqualTo(NumericProfile.best());
            assertThat(options.kvFormat()).isEqualTo(NumericProfile.best().usualKvFormat());
        });
    }

    @Test
    void theCpuNeedsRoomForACache() {
        assertThatThrownBy(() -> options(Map.of("gemstream.worker.kv-cache-tokens", "0")))
                .isInstanceOfSatisfying(GemstreamException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION))
                .hasMessage("gemstream.worker.kv-cache-tokens: 0 (expected: >= 1 where gemstream.device is cpu)");
    }

    private static CpuOptions options(Map<String, String> keys) {
        return BackendFactory.cpuOptions(
                ConfigReader.read(WorkerConfig.class, keys), ConfigReader.read(DeviceConfig.class, keys));
    }
}
