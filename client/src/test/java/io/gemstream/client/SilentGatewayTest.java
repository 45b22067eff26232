package io.gemstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilentGatewayTest {

    private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

    /** It takes the connection, as the kernel of a process that stands still does, and never answers. */
    @Test
    void aGatewayThatSaysNothingIsLeftLongBeforeTheDeadline() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> takeAndSayNothing(silent));
            try (GemstreamClient client = GemstreamClient.connect(
                    List.of(new HostPort("localhost", silent.getLocalPort())))) {
                GemstreamException failed = catchThrowableOfType(GemstreamException.class,
                        () -> client.models(Duration.ofMinutes(10)));
                assertThat(failed.reason()).isEqualTo(ErrorReason.GATEWAY_UNAVAILABLE);
            }
        }
    }

    private static void takeAndSayNothing(ServerSocket silent) {
        try (Socket connection = silent.accept()) {
            connection.getOutputStream().write(SETTINGS);
            connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // The client has left.
        }
    }
}
