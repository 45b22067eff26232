package io.gemstream.standalone.pipeline;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Looks whether ports are free before anything is started, so that a taken one is told at once. */
public final class Ports {

    private Ports() {}

    /**
     * Refuses ports out of range, named twice or taken.
     *
     * @param hostOption the option that sets {@code host}
     * @param host interface they will be bound on
     * @param byOption the ports by the option that sets them
     * @throws GemstreamException INVALID_OPTION or PORT_IN_USE
     */
    public static void requireFree(String hostOption, String host, Map<String, Integer> byOption) {
        InetAddress address = requireOwn(hostOption, host);
        Map<Integer, String> seen = new LinkedHashMap<>();
        byOption.forEach((option, port) -> {
            if (port < 1 || port > 65_535) {
                throw new GemstreamException(ErrorReason.INVALID_OPTION, option + ": " + port + " (expected: 1 to 65535)");
            }
            String other = seen.putIfAbsent(port, option);
            if (other != null) {
                throw new GemstreamException(ErrorReason.INVALID_OPTION,
                        option + ": " + port + " (expected: another port than " + other + ")");
            }
            requireFree(address, host, option, port);
        });
    }

    private static InetAddress requireOwn(String option, String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            boolean own = address.isAnyLocalAddress() || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
            if (!own) {
                throw new GemstreamException(ErrorReason.INVALID_OPTION,
                        option + ": \"" + host + "\" (expected: an address of this machine, 0.0.0.0 or :: for all)");
            }
            return address;
        } catch (UnknownHostException unknown) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, option + ": \"" + host + "\" is unknown", unknown);
        } catch (SocketException unreadable) {
            throw new GemstreamException(ErrorReason.INTERNAL, "the network interfaces cannot be read: " + unreadable,
                    unreadable);
        }
    }

    private static void requireFree(InetAddress address, String host, String option, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            // As the servers do, so that connections of an earlier run, closed but remembered, are no hindrance.
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, port));
        } catch (IOException taken) {
            throw new GemstreamException(ErrorReason.PORT_IN_USE,
                    option + ": " + port + " on " + host + " cannot be used: " + taken.getMessage(), taken);
        }
    }
}
