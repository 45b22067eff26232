package io.gemstream.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSecurityTest {

    private static final String KEY = "kafka.security.protocol";

    @ParameterizedTest
    @ValueSource(strings = {"KAFKA_SECURITY_PROTOCOL", "kafka_security_protocol"})
    void theEnvironmentOfOtherToolsDoesNotReachTheBrokerInThisProcess(String name) {
        EnvConfigSource environment = new EnvConfigSource(
                Map.of(name, "SASL_SSL", "KAFKA_SASL_MECHANISM", "PLAIN", "KAFKA_CLIENT_RACK", "a"), 300);
        PlainSecurity needed = PlainSecurity.needed(config(environment, Map.of()));
        assertThat(needed.instead()).contains("SASL_SSL");

        SmallRyeConfig with = config(environment, needed.properties());
        assertThat(protocols(with)).as("by every name, as Quarkus reads them").containsOnly("PLAINTEXT");
        assertThat(KafkaClientSettings.configured(with))
                .containsEntry("security.protocol", "PLAINTEXT").containsEntry("client.rack", "a");
    }

    @Test
    void aPropertyDoesNotEither() {
        EnvConfigSource environment = new EnvConfigSource(Map.of("KAFKA_SECURITY_PROTOCOL", "SSL"), 300);
        Map<String, String> given = Map.of(KEY, "SASL_PLAINTEXT");
        PlainSecurity needed = PlainSecurity.needed(config(environment, given));
        assertThat(needed.instead()).isPresent();
        assertThat(protocols(config(environment, needed.properties()))).containsOnly("PLAINTEXT");
    }

    @Test
    void nothingIsSaidWhereNothingIsInTheWay() {
        EnvConfigSource plain = new EnvConfigSource(Map.of("KAFKA_SECURITY_PROTOCOL", "plaintext"), 300);
        assertThat(PlainSecurity.needed(config(plain, Map.of()))).isEqualTo(PlainSecurity.needed(
                config(new EnvConfigSource(Map.of("KAFKA_SASL_MECHANISM", "PLAIN"), 300), Map.of())));
        assertThat(PlainSecurity.needed(config(plain, Map.of())).properties()).isEmpty();
    }

    private static List<String> protocols(SmallRyeConfig config) {
        List<String> protocols = new ArrayList<>();
        for (String name : config.getPropertyNames()) {
            if (KafkaClientSettings.dotted(name).equals(KEY)) {
                protocols.add(config.getConfigValue(name).getValue());
            }
        }
        return protocols;
    }

    private static SmallRyeConfig config(EnvConfigSource environment, Map<String, String> properties) {
        return new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(environment, new PropertiesConfigSource(properties, "system properties", 400)).build();
    }
}
