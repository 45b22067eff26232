package io.gemstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.standalone.broker.BrokerSettings;
import io.gemstream.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BrokerStartTest {

    @TempDir
    Path data;

    @Test
    void hasTheModelsTopicsWhenItIsReady() throws Exception {
        BrokerSettings settings = new BrokerSettings(data, Ports.free());
        try (BrokerStart start = BrokerStart.begin(Optional.of(settings), settings.bootstrapServers(), "m");
                Admin admin = Admin.create(Map.of("bootstrap.servers", settings.bootstrapServers()))) {
            start.await();
            assertThat(admin.listTopics().names().get()).contains("gemstream.tasks.m", "gemstream.tokens");
        }
        assertThat(isFree(settings.port())).as("closed with it").isTrue();
    }

    @Test
    void tellsWhoeverWaitsThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BrokerSettings settings = new BrokerSettings(data, taken.getLocalPort());
            try (BrokerStart start = BrokerStart.begin(Optional.of(settings), settings.bootstrapServers(), "m")) {
                assertThatThrownBy(start::await)
                        .asInstanceOf(type(GemstreamException.class))
                        .returns(ErrorReason.PORT_IN_USE, GemstreamException::reason);
                assertThat(start.ready().toCompletableFuture()).isCompletedExceptionally();
            }
        }
    }

    @Test
    void stopsABrokerThatIsStillStarting() throws Exception {
        BrokerSettings settings = new BrokerSettings(data, Ports.free());
        BrokerStart.begin(Optional.of(settings), settings.bootstrapServers(), "m").close();
        assertThat(isFree(settings.port())).isTrue();
    }

    @Test
    void tellsThatAnotherBrokerDoesNotAnswer() throws Exception {
        String nobody = "127.0.0.1:" + Ports.free();
        try (BrokerStart start = BrokerStart.begin(Optional.empty(), nobody, "m")) {
            assertThatThrownBy(start::await)
                    .asInstanceOf(type(GemstreamException.class))
                    .returns(ErrorReason.BROKER_UNAVAILABLE, GemstreamException::reason);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException inUse) {
            return false;
        }
    }
}
