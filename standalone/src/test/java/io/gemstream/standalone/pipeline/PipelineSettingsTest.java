package io.gemstream.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.service.config.ModelFiles;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineSettingsTest {

    private static final PipelineSettings SETTINGS = new PipelineSettings("127.0.0.1", 9000, 8080, "127.0.0.1:9092",
            "gemma-2-2b-it.Q8_0", Path.of("/models/a.gguf"), OptionalInt.of(2), OptionalInt.empty(), Optional.empty(),
            Optional.of("draft"), Optional.of(Path.of("/models/small.gguf")), Path.of("/logs/a.log"));

    @Test
    void namesTheModelAsTheServicesReadIt() {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(ModelFiles.class)
                .withSources(new PropertiesConfigSource(SETTINGS.properties(), "settings", 400))
                .build();

        assertThat(config.getConfigMapping(ModelFiles.class).byName())
                .isEqualTo(Map.of("gemma-2-2b-it.Q8_0", Path.of("/models/a.gguf")));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "0.0.0.0, 127.0.0.1", "::, [::1]", "::1, [::1]"})
    void tellsAddressesThatClientsCanConnectTo(String host, String told) {
        PipelineSettings settings = new PipelineSettings(host, 9000, 8080, "127.0.0.1:9092", "a", Path.of("a"),
                OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Path.of("a.log"));
        assertThat(settings.gateway()).hasToString(told + ":9000");
        assertThat(settings.web()).hasToString(told + ":8080");
        assertThat(settings.properties()).containsEntry("quarkus.grpc.server.host", host)
                .containsEntry("quarkus.http.host", host);
    }

    @Test
    void leavesUnsetWhatTheServicesDecide() {
        assertThat(SETTINGS.properties())
                .containsEntry("gemstream.worker.slots", "2")
                .doesNotContainKey("gemstream.worker.threads")
                .containsEntry("gemstream.speculation", "draft")
                .containsEntry("gemstream.speculation.draft-model", "/models/small.gguf")
                .containsEntry("quarkus.grpc.server.port", "9000")
                .containsEntry("kafka.bootstrap.servers", "127.0.0.1:9092");
    }

    /** Quarkus takes each name that begins with kafka or KAFKA for a setting, and the last that comes counts. */
    @Test
    void anEnvironmentThatNamesAnotherClusterDoesNotReachTheServices() {
        SmallRyeConfig config = new SmallRyeConfigBuilder().withSources(
                new EnvConfigSource(Map.of("KAFKA_BOOTSTRAP_SERVERS", "elsewhere:9092"), 300),
                new PropertiesConfigSource(SETTINGS.properties(), "settings", 400)).build();
        assertThat(config.getPropertyNames()).filteredOn(name -> name.toLowerCase(Locale.ROOT).startsWith("kafka"))
                .isNotEmpty().allSatisfy(name ->
                        assertThat(config.getConfigValue(name).getValue()).isEqualTo("127.0.0.1:9092"));
    }
}
