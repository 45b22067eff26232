package io.gemstream.standalone.http;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A proxy as a variable names it: {@code [SCHEME://][NAME:PASSWORD@]HOST[:PORT]}.
 *
 * @param variable where it was named
 * @param login what the proxy asks for
 */
record ProxyServer(String variable, Proxy.Type type, HostPort address, Optional<PasswordAuthentication> login) {

    private static final int HTTP_PORT = 80;
    private static final int SOCKS_PORT = 1080;

    /** @throws GemstreamException INVALID_CONFIGURATION; it does not tell the password */
    static ProxyServer parse(String variable, String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text.strip() : "http://" + text.strip());
            Proxy.Type type = switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
                case "http" -> Proxy.Type.HTTP;
                case "socks", "socks4", "socks4a", "socks5", "socks5h" -> Proxy.Type.SOCKS;
                default -> throw new IllegalArgumentException("scheme " + uri.getScheme());
            };
            Optional<PasswordAuthentication> login = Optional.ofNullable(uri.getRawUserInfo()).map(ProxyServer::login);
            if (type == Proxy.Type.SOCKS && login.isPresent()) {
                throw new IllegalArgumentException("a name and password for a SOCKS proxy");
            }
            int standard = type == Proxy.Type.HTTP ? HTTP_PORT : SOCKS_PORT;
            HostPort address = new HostPort(Optional.ofNullable(uri.getHost()).orElse(""),
                    uri.getPort() < 0 ? standard : uri.getPort());
            return new ProxyServer(variable, type, address, login);
        } catch (IllegalArgumentException malformed) {
            throw new GemstreamException(ErrorReason.INVALID_CONFIGURATION, variable + ": \""
                    + text.replaceFirst("^([^/]*//)?.*@", "$1…@")
                    + "\" (expected: http://HOST:PORT, http://NAME:PASSWORD@HOST:PORT or socks5://HOST:PORT)");
        }
    }

    Proxy toJava() {
        return new Proxy(type, type == Proxy.Type.SOCKS
                ? new InetSocketAddress(address.host(), address.port())
                : InetSocketAddress.createUnresolved(address.host(), address.port()));
    }

    /** Answers the proxy, and no server behind it. */
    Optional<Authenticator> authenticator() {
        return login.map(known -> new Authenticator() {
            @Override
            @SuppressWarnings("NullAway") // The class answers null where it does not know.
            protected PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() == RequestorType.PROXY ? known : null;
            }
        });
    }

    /** For the user, without the password. */
    @Override
    public String toString() {
        return address + " of " + variable;
    }

    private static PasswordAuthentication login(String userInfo) {
        int colon = userInfo.indexOf(':');
        String name = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new PasswordAuthentication(decoded(name), decoded(password).toCharArray());
    }

    /** A plus sign is itself in this part of a URL. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
