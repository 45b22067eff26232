package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka's own clients fail with, when they are made and later. */
class KafkaFailuresTest {

    private static final String JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    @TempDir
    Path folder;

    @Test
    void anAddressThatNobodyKnowsIsNamed() {
        assertRefused(Map.of("bootstrap.servers", "nosuch.invalid:9092"), ErrorReason.BROKER_UNAVAILABLE,
                "kafka.bootstrap.servers: nosuch.invalid:9092: no such host");
        assertRefused(Map.of("bootstrap.servers", "kafka"), ErrorReason.INVALID_CONFIGURATION,
                "kafka.*: Invalid url in bootstrap.servers: kafka");
        assertRefused(Map.of("bootstrap.servers", ""), ErrorReason.INVALID_CONFIGURATION,
                "bootstrap.servers");
    }

    @Test
    void aStoreThatCannotBeReadIsNamed() throws Exception {
        assertRefused(Map.of("security.protocol", "SSL", "ssl.truststore.location", "/nope.jks"),
                ErrorReason.INVALID_CONFIGURATION, "kafka.*: Failed to load SSL keystore /nope.jks of type JKS: "
                        + "/nope.jks: no such file");
        Path broken = Files.writeString(folder.resolve("broken.p12"), "no store");
        assertRefused(Map.of("security.protocol", "SSL", "ssl.keystore.location", broken.toString(), "ssl.keystore.type",
                "PKCS12", "ssl.keystore.password", "secret"), ErrorReason.INVALID_CONFIGURATION, broken.toString());
    }

    @Test
    void securityThatCannotBeIsNamed() {
        assertRefused(Map.of("security.protocol", "TLS"), ErrorReason.INVALID_CONFIGURATION, "security.protocol");
        assertRefused(Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN"),
                ErrorReason.INVALID_CONFIGURATION,
                "kafka.sasl.jaas.config: not set (expected: a login module and its options)");
        assertRefused(Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config", JAAS),
                ErrorReason.INVALID_CONFIGURATION, "JAAS");
        assertRefused(Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config",
                "nope.LoginModule required;"), ErrorReason.INVALID_CONFIGURATION, "nope.LoginModule");
    }

    @Test
    void aRefusalIsNoOutage() {
        assertThat(of(new SaslAuthenticationException("Authentication failed: Invalid username or password")))
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo(ErrorReason.BROKER_REFUSED);
                    assertThat(refused).hasMessage("Kafka at k:1: Authentication failed: Invalid username or password");
                });
        assertThat(of(new SslAuthenticationException("SSL handshake failed", new Exception("PKIX path building failed"))))
                .hasMessage("Kafka at k:1: SSL handshake failed: PKIX path building failed");
        assertThat(of(new KafkaException(new TopicAuthorizationException("Not authorized to access topics: [t]"))).reason())
                .isEqualTo(ErrorReason.BROKER_REFUSED);
    }

    @Test
    void aBrokerThatIsTooOldIsNoOutageEither() {
        assertThat(of(new UnsupportedVersionException("The node does not support SHARE_GROUP_DESCRIBE"))).satisfies(old -> {
            assertThat(old.reason()).isEqualTo(ErrorReason.INVALID_CONFIGURATION);
            assertThat(old).hasMessageContaining("SHARE_GROUP_DESCRIBE").hasMessageContaining("Kafka 4.2");
        });
    }

    @Test
    void theRestIsAnOutage() {
        assertThat(of(new TimeoutException("no answer")).reason()).isEqualTo(ErrorReason.BROKER_UNAVAILABLE);
        assertThat(KafkaFailures.among(new RuntimeException(new TimeoutException("no answer")))).isPresent();
        assertThat(KafkaFailures.among(new RuntimeException("broken"))).isEmpty();
    }

    private static GemstreamException of(Exception failure) {
        return KafkaFailures.of("k:1", failure);
    }

    private static void assertRefused(Map<String, Object> settings, ErrorReason reason, String message) {
        Map<String, Object> whole = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1"));
        whole.putAll(settings);
        KafkaConnection connection = new KafkaConnection(new KafkaClients(whole, new TopicReaders()), "test");
        GemstreamException refused = catchThrowableOfType(GemstreamException.class, connection::requireUsable);
        assertThat(refused).as("%s", settings).isNotNull();
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
        assertThat(refused).hasMessageContaining(message).message().doesNotContain("\n");
    }
}
