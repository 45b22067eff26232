package io.gemstream.service.kafka;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Opens admin clients whose attempts end soon, and tries the Kafka settings of a process out before they are used. */
public final class KafkaConnection {

    private static final int ATTEMPT_MS = 5_000;
    private static final Duration PROBE = Duration.ofSeconds(2);

    private final KafkaClients clients;
    private final String clientId;

    public KafkaConnection(KafkaClients clients, String clientId) {
        this.clients = clients.withFallback(Map.of(
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ATTEMPT_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ATTEMPT_MS));
        this.clientId = clientId;
    }

    /** The addresses of the cluster, for messages. */
    public String bootstrapServers() {
        return clients.bootstrapServers();
    }

    /** Opens a client. */
    public Admin open() {
        return clients.admin(clientId);
    }

    /**
     * Refuses settings of which no client can be made, for the start of a process: an address that is none or that nobody
     * knows, a key store that cannot be read, an unknown mechanism. A cluster that does not answer is no hindrance.
     *
     * @throws GemstreamException INVALID_CONFIGURATION or BROKER_UNAVAILABLE
     */
    public void requireUsable() {
        KafkaLogFilter.whileTrying(this::tryOut);
    }

    private void tryOut() {
        try (Admin _ = open()) {
            requireSameProtocol();
        } catch (KafkaException | IllegalArgumentException wrong) {
            throw KafkaFailures.of(bootstrapServers(), wrong);
        }
    }

    /**
     * A client without TLS takes the first bytes of a TLS alert for the length of an answer, 352 MB, and fails for want of
     * memory or waits for ever (KAFKA-4493).
     */
    private void requireSameProtocol() {
        String protocol = setting(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT")
                .toUpperCase(Locale.ROOT);
        if (protocol.endsWith("SSL")) {
            return;
        }
        Optional<InetSocketAddress> tls = addresses().stream()
                .filter(address -> TlsProbe.speaksTls(address, PROBE)).findFirst();
        if (tls.isPresent()) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION, "kafka.security.protocol: " + protocol
                    + " (expected: " + (protocol.startsWith("SASL") ? "SASL_SSL" : "SSL or SASL_SSL") + ", which "
                    + tls.get().getHostString() + ":" + tls.get().getPort() + " speaks)");
        }
    }

    private List<InetSocketAddress> addresses() {
        return ClientUtils.parseAndValidateAddresses(List.of(bootstrapServers().split("\\s*,\\s*")),
                setting(CommonClientConfigs.CLIENT_DNS_LOOKUP_CONFIG, "use_all_dns_ips"));
    }

    private String setting(String name, String usual) {
        return String.valueOf(clients.ofAdmin(clientId).getOrDefault(name, usual));
    }
}
