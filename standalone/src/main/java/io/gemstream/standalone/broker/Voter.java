package io.gemstream.standalone.broker;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node of a cluster as the others reach it.
 *
 * @param nodeId at least 0
 * @param host where all its listeners bind
 * @param port of its controller
 */
public record Voter(int nodeId, String host, int port) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})@([^@:\\s]+):(\\d{1,5})");

    public Voter {
        if (port < 1 || port > 65_535) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION,
                    "voters: port " + port + " of node " + nodeId + " (expected: 1 to 65535)");
        }
    }

    /**
     * Reads {@code ID@HOST:PORT}, the form of Kafka's controller.quorum.voters.
     *
     * @throws GemstreamException INVALID_OPTION
     */
    public static Voter parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        if (!parts.matches()) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION,
                    "voters: \"" + text + "\" (expected: ID@HOST:PORT, for example 1@127.0.0.1:9093)");
        }
        return new Voter(Integer.parseInt(parts.group(1)), parts.group(2), Integer.parseInt(parts.group(3)));
    }

    @Override
    public String toString() {
        return nodeId + "@" + host + ":" + port;
    }
}
