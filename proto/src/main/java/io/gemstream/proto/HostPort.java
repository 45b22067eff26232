package io.gemstream.proto;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network address as users write it and read it: {@code HOST:PORT}, with an IPv6 address in brackets (RFC 3986,
 * 3.2.2).
 *
 * @param host a name, or an address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(\\[[^\\[\\]]*\\]|[^:\\[\\]]*):(\\d{1,5})");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,253}[A-Za-z0-9_.])?");
    private static final int MOST = 65_535;

    /** @throws IllegalArgumentException with what was expected */
    public HostPort {
        host = host(host);
        if (port < 1 || port > MOST) {
            throw new IllegalArgumentException("port " + port + " (expected: 1 to 65535)");
        }
    }

    /**
     * Reads {@code HOST:PORT}; blanks around it do not count.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static HostPort parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches() || !isHost(parts.group(1))) {
            throw new IllegalArgumentException("\"" + text
                    + "\" (expected: HOST:PORT, for example 127.0.0.1:9000, or [::1]:9000 with an IPv6 address)");
        }
        return new HostPort(parts.group(1), Integer.parseInt(parts.group(2)));
    }

    /**
     * Reads a host alone: a name, or an address with or without brackets; gives it without.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static String host(String text) {
        String host = text.strip();
        if (!isHost(host)) {
            throw new IllegalArgumentException("\"" + text
                    + "\" (expected: a host without a port, for example localhost, 127.0.0.1 or ::1)");
        }
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether it stands for all interfaces: an address to listen on, and none to connect to. */
    public boolean isWildcard() {
        return literal(host).filter(InetAddress::isAnyLocalAddress).isPresent();
    }

    /** The address a client of this machine connects to: itself, or the loopback one of a wildcard's family. */
    public HostPort reachable() {
        if (!isWildcard()) {
            return this;
        }
        return new HostPort(host.contains(":") ? "::1" : "127.0.0.1", port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static boolean isHost(String text) {
        return literal(text).isPresent() || NAME.matcher(text).matches();
    }

    private static Optional<InetAddress> literal(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
