package io.gemstream.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TlsProbeTest {

    /** Fatal: protocol version. */
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 70};
    /** A size and a correlation id. */
    private static final byte[] KAFKA = {0, 0, 1, 4, 0, 0, 0, 1};

    private final ServerSocket server = bind();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void anAlertIsTls() {
        answer(ALERT);
        assertThat(speaksTls()).isTrue();
    }

    @Test
    void anAnswerOfKafkaIsNot() {
        answer(KAFKA);
        assertThat(speaksTls()).isFalse();
    }

    @Test
    void nothingAndNobodyAreNot() throws IOException {
        answer(new byte[0]);
        assertThat(speaksTls()).isFalse();
        server.close();
        assertThat(speaksTls()).isFalse();
    }

    @Test
    void aPlainClientOfATlsServerIsRefusedAndNamesBoth() {
        answer(ALERT);
        String address = "127.0.0.1:" + server.getLocalPort();
        assertThatThrownBy(() -> connection(address).requireUsable())
                .isInstanceOf(GemstreamException.class)
                .hasMessage("kafka.security.protocol: PLAINTEXT (expected: SSL or SASL_SSL, which " + address + " speaks)");
    }

    @Test
    void aBrokerThatIsAwayIsNoReasonNotToStart() throws IOException {
        server.close();
        KafkaConnection kafka = connection("127.0.0.1:" + server.getLocalPort());
        assertThatCode(kafka::requireUsable).doesNotThrowAnyException();
    }

    private static KafkaConnection connection(String address) {
        return new KafkaConnection(new KafkaClients(Map.of("bootstrap.servers", address), new TopicReaders()), "test");
    }

    private boolean speaksTls() {
        return TlsProbe.speaksTls(
                new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), Duration.ofSeconds(10));
    }

    private void answer(byte[] bytes) {
        Thread.ofVirtual().start(() -> {
            while (true) {
                try (Socket client = server.accept()) {
                    client.getInputStream().readNBytes(14);
                    client.getOutputStream().write(bytes);
                } catch (IOException closed) {
                    if (server.isClosed()) {
                        return;
                    }
                }
            }
        });
    }

    private static ServerSocket bind() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
