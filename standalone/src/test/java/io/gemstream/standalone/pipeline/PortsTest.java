package io.gemstream.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {

    private static final String HOST = "127.0.0.1";

    @Test
    void namesTheOptionWhosePortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            assertFails(Map.of("--grpc-port", other.getLocalPort()), ErrorReason.PORT_IN_USE,
                    "--grpc-port: " + other.getLocalPort() + " on " + HOST + " cannot be used");
        }
    }

    @Test
    void leavesAFreePortFree() throws Exception {
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = other.getLocalPort();
        }
        Ports.requireFree("--host", HOST, Map.of("--grpc-port", port));
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
            assertThat(again.getLocalPort()).isEqualTo(port);
        }
    }

    @Test
    void refusesOnePortForTwoThings() throws Exception {
        int port;
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = other.getLocalPort();
        }
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("--grpc-port", port);
        ports.put("--http-port", port);
        assertFails(ports, ErrorReason.INVALID_OPTION,
                "--http-port: " + port + " (expected: another port than --grpc-port)");
    }

    @Test
    void refusesWhatIsNoPort() {
        assertFails(Map.of("--grpc-port", 0), ErrorReason.INVALID_OPTION, "--grpc-port: 0 (expected: 1 to 65535)");
        assertFails(Map.of("--grpc-port", 65_536), ErrorReason.INVALID_OPTION, "--grpc-port: 65536");
    }

    private static void assertFails(Map<String, Integer> ports, ErrorReason reason, String message) {
        assertThatThrownBy(() -> Ports.requireFree("--host", HOST, ports))
                .hasMessageContaining(message)
                .asInstanceOf(type(GemstreamException.class))
                .returns(reason, GemstreamException::reason);
    }
}
