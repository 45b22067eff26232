package io.gemstream.service.share;

import java.util.Optional;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.RequestCompletionHandler;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Sends requests to brokers on the connections of kafka-clients, with their security, timeouts and back-off. For one
 * thread, but for {@link #wakeup}.
 */
final class Transport implements AutoCloseable {

    private static final String METRICS = "gemstream-share";

    private final NetworkClient client;
    private final Metrics metrics;
    private final int timeoutMs;

    Transport(ConsumerConfig config, TopicMetadata metadata, LogContext log) {
        this.timeoutMs = config.getInt(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG);
        this.metrics = new Metrics(
                new MetricConfig(),
                CommonClientConfigs.metricsReporters(config.getString(CommonClientConfigs.CLIENT_ID_CONFIG), config),
                Time.SYSTEM,
                new KafkaMetricsContext(
                        METRICS, config.originalsWithPrefix(CommonClientConfigs.METRICS_CONTEXT_PREFIX)));
        metadata.bootstrap(ClientUtils.parseAndValidateAddresses(config));
        this.client = ClientUtils.createNetworkClient(
                config, metrics, METRICS, log, new ApiVersions(), Time.SYSTEM, 1, metadata, null, null);
    }

    /** Whether a request can be sent to a broker now; begins to connect where it cannot. */
    boolean ready(Node node) {
        return client.ready(node, now());
    }

    /** Whether the connection to a broker has ended. */
    boolean disconnected(Node node) {
        return client.connectionFailed(node);
    }

    /** Why a broker did not let us in, if that is so. */
    Optional<KafkaException> refusal(Node node) {
        return Optional.ofNullable(client.authenticationException(node));
    }

    /** Some broker that can be asked; empty where there is none for now. */
    Optional<Node> any() {
        return Optional.ofNullable(client.leastLoadedNode(now()).node());
    }

    /** Sends to a broker that is {@link #ready}; the answer comes within {@link #poll}. */
    void send(Node node, AbstractRequest.Builder<?> request, RequestCompletionHandler answer) {
        client.send(client.newClientRequest(node.idString(), request, now(), true, timeoutMs, answer), now());
    }

    /** Why there is no answer; empty where there is one. */
    static Optional<KafkaException> failure(ClientResponse response) {
        if (response.authenticationException() != null) {
            return Optional.of(response.authenticationException());
        }
        if (response.versionMismatch() != null) {
            return Optional.of(response.versionMismatch());
        }
        return response.hasResponse()
                ? Optional.empty()
                : Optional.of(new NetworkException("no answer from broker " + response.destination()));
    }

    /** Reads and writes for a while. */
    void poll(long waitMs) {
        client.poll(waitMs, now());
    }

    /** Ends a {@link #poll}. From any thread. */
    void wakeup() {
        client.wakeup();
    }

    /** Milliseconds since 1970. */
    static long now() {
        return Time.SYSTEM.milliseconds();
    }

    @Override
    public void close() {
        client.close();
        metrics.close();
    }
}
