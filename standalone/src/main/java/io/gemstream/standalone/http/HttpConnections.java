package io.gemstream.standalone.http;

import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Opens connections as the environment wants them (ADR 31); where it says nothing, as the JVM is configured.
 * Thread-safe.
 */
public final class HttpConnections {

    /**
     * The ways to log in at a proxy that are not used for https (JDK, net.properties); the default is all that exist.
     */
    private static final String TUNNEL_LOGINS = "jdk.http.auth.tunneling.disabledSchemes";

    private final Map<String, String> environment;
    private final ProxySettings proxies;
    private boolean trustRead;
    private Optional<SSLSocketFactory> trust = Optional.empty();

    private HttpConnections(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.proxies = new ProxySettings(this.environment);
    }

    /** Connections as these variables want them; they are read when a connection needs them. */
    public static HttpConnections of(Map<String, String> environment) {
        return new HttpConnections(environment);
    }

    /**
     * Lets a name and password in HTTPS_PROXY be used. The JDK reads this once, so call it before the process's first
     * connection.
     */
    public static void allowProxyLogins() {
        if (System.getProperty(TUNNEL_LOGINS) == null) {
            System.setProperty(TUNNEL_LOGINS, "");
        }
    }

    /**
     * A connection that is yet to be made.
     *
     * @throws GemstreamException INVALID_CONFIGURATION where a variable makes no sense
     */
    public HttpURLConnection open(URI target) throws IOException {
        Optional<ProxyServer> proxy = proxies.proxy(target);
        HttpURLConnection connection = (HttpURLConnection) (proxy.isPresent()
                ? target.toURL().openConnection(proxy.get().toJava())
                : proxies.isExempt(target) ? target.toURL().openConnection(Proxy.NO_PROXY)
                : target.toURL().openConnection());
        proxy.flatMap(ProxyServer::authenticator).ifPresent(connection::setAuthenticator);
        if (connection instanceof HttpsURLConnection secure) {
            trust().ifPresent(secure::setSSLSocketFactory);
        }
        return connection;
    }

    /** The way to the target, for a message: empty, or for example {@code through the proxy a:80 of HTTPS_PROXY}. */
    public String way(URI target) {
        return proxies.proxy(target).map(proxy -> " through the proxy " + proxy).orElse("");
    }

    /** Once, so that connections to one server can be kept. */
    private synchronized Optional<SSLSocketFactory> trust() {
        if (!trustRead) {
            trust = TrustedCertificates.of(environment);
            trustRead = true;
        }
        return trust;
    }
}
