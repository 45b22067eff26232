package io.gemstream.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:9000, 127.0.0.1, 9000",
        "localhost:1, localhost, 1",
        "gateway_1.example.org.:65535, gateway_1.example.org., 65535",
        "[::1]:9000, ::1, 9000",
        "[2001:db8::1]:80, 2001:db8::1, 80",
        "[::ffff:10.0.0.1]:80, ::ffff:10.0.0.1, 80"
    })
    void whatIsReadIsWrittenTheSame(String text, String host, int port) {
        assertThat(HostPort.parse("  " + text + " ")).isEqualTo(new HostPort(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "::1", "::1:9000", "[::1]", "[::1:9000", "localhost", ":9000", "localhost:", "localhost:x",
        "[localhost]:9000", "[]:9000", "http://localhost:9000", "dns:///localhost:9000", "a b:9000", "a,b:9000",
        "a:9000/", "a:-1", "user@a:9000"})
    void anotherFormIsRefusedWithTheOneThatIsExpected(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" (expected: HOST:PORT, for example 127.0.0.1:9000, or [::1]:9000 with an "
                        + "IPv6 address)");
    }

    @Test
    void aPortOutOfRangeIsNamed() {
        assertThatThrownBy(() -> HostPort.parse("a:0")).hasMessage("port 0 (expected: 1 to 65535)");
        assertThatThrownBy(() -> HostPort.parse("a:65536")).hasMessage("port 65536 (expected: 1 to 65535)");
    }

    @Test
    void aHostAloneMayHaveBrackets() {
        assertThat(HostPort.host("[::1]")).isEqualTo("::1");
        assertThat(HostPort.host(" ::1 ")).isEqualTo("::1");
        assertThat(HostPort.host("localhost")).isEqualTo("localhost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:9000", "[::1]:9000", "[::1", "a b", "http://a"})
    void aHostWithSomethingElseIsRefused(String text) {
        assertThatThrownBy(() -> HostPort.host(text)).hasMessageStartingWith("\"" + text + "\" (expected: a host without");
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, 127.0.0.1:80", "::, [::1]:80", "0:0:0:0:0:0:0:0, [::1]:80", "10.0.0.1, 10.0.0.1:80",
        "::1, [::1]:80", "localhost, localhost:80"})
    void clientsAreToldAnAddressThatTheyCanConnectTo(String host, String reachable) {
        assertThat(new HostPort(host, 80).reachable()).hasToString(reachable);
    }
}
