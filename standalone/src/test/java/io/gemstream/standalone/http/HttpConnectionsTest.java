package io.gemstream.standalone.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpConnectionsTest {

    @TempDir
    static Path folder;

    private static LocalAuthority authority;
    private static HttpsServer secure;
    private static HttpServer plain;

    private LocalProxy proxy;

    @BeforeAll
    static void serve() throws Exception {
        authority = LocalAuthority.make(folder);
        secure = authority.serve();
        plain = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        plain.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("hello".getBytes(StandardCharsets.US_ASCII));
            }
        });
        plain.start();
    }

    @AfterAll
    static void stop() {
        secure.stop(0);
        plain.stop(0);
    }

    @BeforeEach
    void start() throws IOException {
        proxy = LocalProxy.start();
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
    void aPlainRequestGoesThroughTheProxyOfItsScheme(String variable) throws Exception {
        assertThat(get(http(), Map.of(variable, "http://" + proxy.address(), "https_proxy", "http://127.0.0.1:1")))
                .isEqualTo("hello");
        assertThat(proxy.requests).containsExactly("GET " + http() + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https_proxy", "HTTPS_PROXY", "ALL_PROXY"})
    void aSecureRequestGoesThroughATunnel(String variable) throws Exception {
        assertThat(get(https(), Map.of(variable, proxy.address(), "SSL_CERT_FILE", authority.pem().toString())))
                .isEqualTo("hello");
        assertThat(proxy.requests).containsExactly("CONNECT localhost:" + secure.getAddress().getPort() + " HTTP/1.1");
    }

    @Test
    void theProxyIsToldItsLoginAndTheServerIsNot() throws Exception {
        proxy.login = Optional.of("user:p@ss+word");
        String url = "http://user:p%40ss+word@" + proxy.address();
        Map<String, String> environment = Map.of("HTTPS_PROXY", url, "HTTP_PROXY", url,
                "SSL_CERT_FILE", authority.pem().toString());

        assertThat(get(https(), environment)).isEqualTo("hello");
        assertThat(get(http(), environment)).isEqualTo("hello");
        assertThat(proxy.requests).hasSize(2);
    }

    @Test
    void withoutItsLoginTheProxyRefuses() {
        proxy.login = Optional.of("user:secret");

        assertThatThrownBy(() -> get(https(), Map.of("HTTPS_PROXY", "http://" + proxy.address())))
                .isInstanceOf(IOException.class).hasMessageContaining("407");
    }

    @Test
    void whatNoProxyListsIsReachedDirectly() throws Exception {
        assertThat(get(http(), Map.of("HTTP_PROXY", "http://127.0.0.1:1", "NO_PROXY", "example.org,localhost")))
                .isEqualTo("hello");
        assertThat(get(http(), Map.of("HTTP_PROXY", "", "ALL_PROXY", " "))).as("empty is not set").isEqualTo("hello");
    }

    @Test
    void lowerCaseIsBeforeUpperCase() throws Exception {
        assertThat(get(http(), Map.of("http_proxy", "http://" + proxy.address(), "HTTP_PROXY", "http://127.0.0.1:1",
                "no_proxy", "example.org", "NO_PROXY", "*"))).isEqualTo("hello");
        assertThat(proxy.requests).hasSize(1);
    }

    @Test
    void aHeaderOfACgiRequestIsNoProxy() throws Exception {
        assertThat(get(http(), Map.of("HTTP_PROXY", "http://127.0.0.1:1", "REQUEST_METHOD", "GET"))).isEqualTo("hello");
    }

    @Test
    void aCertificateThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> get(https(), Map.of())).isInstanceOf(SSLHandshakeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"})
    void aBundleOfCertificatesIsTrusted(String variable) throws Exception {
        String certificate = Files.readString(authority.pem());
        Path bundle = Files.writeString(folder.resolve("bundle.pem"), "# Issuer: CN=localhost\n# Größe\n" + certificate
                + "\n# Issuer: CN=localhost\n" + certificate);

        assertThat(get(https(), Map.of(variable, bundle.toString()))).isEqualTo("hello");
    }

    @Test
    void ofSeveralBundlesAllAreTrusted() throws Exception {
        Path other = LocalAuthority.make(Files.createDirectories(folder.resolve("other"))).pem();

        assertThat(get(https(), Map.of("REQUESTS_CA_BUNDLE", other.toString(), "CURL_CA_BUNDLE", other.toString(),
                "SSL_CERT_FILE", authority.pem().toString()))).isEqualTo("hello");
        assertThatThrownBy(() -> get(https(), Map.of("SSL_CERT_FILE", other.toString())))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"})
    void aFolderOfCertificatesIsTrusted(String variable) throws Exception {
        Path certificates = Files.createDirectories(folder.resolve("certs " + variable));
        Files.copy(authority.pem(), certificates.resolve("0a1b2c3d.0"));
        Files.writeString(certificates.resolve("README"), "notes");

        String value = (variable.equals("SSL_CERT_DIR") ? folder.resolve("none") + File.pathSeparator : "") + certificates;
        assertThat(get(https(), Map.of(variable, value))).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"})
    void aBundleThatIsNoneIsNamed(String variable) throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertRefused(https(), Map.of(variable, folder.resolve("none.pem").toString()), variable + ": " + folder);
        assertRefused(https(), Map.of(variable, empty.toString()), variable + ": " + empty);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://user:secret@proxy:3128", "ftp://proxy", "http://user:secret@:3128", "user:secret@a b",
        "socks5://user:secret@proxy:1080", "http://proxy:99999", "http://[::1"})
    void aProxyThatIsNoneIsNamedWithoutItsPassword(String proxy) {
        assertThatThrownBy(() -> HttpConnections.of(Map.of("HTTPS_PROXY", proxy)).open(https()))
                .hasMessageStartingWith("HTTPS_PROXY: \"").hasMessageContaining("(expected: http://HOST:PORT")
                .hasMessageNotContaining("secret");
        assertRefused(https(), Map.of("HTTPS_PROXY", proxy), "HTTPS_PROXY: ");
    }

    @Test
    void theWayIsToldWithoutThePassword() {
        assertThat(HttpConnections.of(Map.of("all_proxy", "socks5h://proxy")).way(https()))
                .isEqualTo(" through the proxy proxy:1080 of all_proxy");
        assertThat(HttpConnections.of(Map.of("https_proxy", "http://a:secret@[::1]")).way(https()))
                .isEqualTo(" through the proxy [::1]:80 of https_proxy");
        assertThat(HttpConnections.of(Map.of()).way(https())).isEmpty();
    }

    private static void assertRefused(URI target, Map<String, String> environment, String message) {
        assertThatThrownBy(() -> HttpConnections.of(environment).open(target))
                .hasMessageStartingWith(message).hasMessageContaining("(expected: ")
                .asInstanceOf(type(GemstreamException.class))
                .returns(ErrorReason.INVALID_CONFIGURATION, GemstreamException::reason);
    }

    private static String get(URI target, Map<String, String> environment) throws IOException {
        HttpURLConnection connection = HttpConnections.of(environment).open(target);
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } finally {
            connection.disconnect();
        }
    }

    private static URI http() {
        return URI.create("http://localhost:" + plain.getAddress().getPort() + "/a");
    }

    private static URI https() {
        return URI.create("https://localhost:" + secure.getAddress().getPort() + "/a");
    }
}
