package io.gemstream.standalone.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Hosts that are reached without a proxy, as NO_PROXY lists them (curl, CURLOPT_NOPROXY): names, which mean their
 * subdomains too; addresses, and networks as {@code 10.0.0.0/8}; each also with a port; {@code *} for all. Pure.
 */
record NoProxy(List<String> entries) {

    NoProxy {
        entries = List.copyOf(entries);
    }

    static NoProxy parse(String text) {
        return new NoProxy(Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty()).toList());
    }

    boolean matches(URI target) {
        String host = Optional.ofNullable(target.getHost()).orElse("").toLowerCase(Locale.ROOT)
                .replaceAll("^\\[|\\]$|\\.$", "");
        int port = target.getPort() >= 0 ? target.getPort() : "https".equals(target.getScheme()) ? 443 : 80;
        return entries.stream().anyMatch(entry -> matches(entry, host, port));
    }

    private static boolean matches(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        // Of an IPv6 address only the brackets tell which colon is the port's.
        String place = entry.matches("(\\[.*\\]|[^:]*):\\d{1,5}") ? entry.substring(0, entry.lastIndexOf(':')) : entry;
        if (!place.equals(entry) && Integer.parseInt(entry.substring(place.length() + 1)) != port) {
            return false;
        }
        Optional<InetAddress> address = literal(host);
        if (address.isPresent()) {
            return inNetwork(place, address.get());
        }
        String domain = place.replaceAll("^\\*?\\.|\\.$", "");
        return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }

    private static boolean inNetwork(String place, InetAddress address) {
        int slash = place.indexOf('/');
        Optional<InetAddress> network = literal((slash < 0 ? place : place.substring(0, slash)).replaceAll("[\\[\\]]", ""));
        if (network.isEmpty() || slash >= 0 && !place.substring(slash + 1).matches("\\d{1,3}")) {
            return false;
        }
        byte[] wanted = network.get().getAddress();
        byte[] given = address.getAddress();
        int bits = slash < 0 ? Byte.SIZE * wanted.length : Integer.parseInt(place.substring(slash + 1));
        return wanted.length == given.length && bits <= Byte.SIZE * wanted.length && sameBits(wanted, given, bits);
    }

    private static boolean sameBits(byte[] one, byte[] other, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((one[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }
}
