package io.gemstream.standalone.broker;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node of a cluster as the others reach it.
 *
 * @param nodeId at least 0
 * @param controller its host, where all its listeners bind, and the port of its controller
 */
public record Voter(int nodeId, HostPort controller) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,9})@(.*)");

    /** @throws GemstreamException INVALID_OPTION where other nodes could not connect to it */
    public Voter {
        if (controller.isWildcard()) {
            throw refused("\"" + nodeId + "@" + controller
                    + "\" (expected: an address on which the other nodes reach it)");
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
            throw refused("\"" + text + "\" (expected: ID@HOST:PORT, for example 1@127.0.0.1:9093)");
        }
        try {
            return new Voter(Integer.parseInt(parts.group(1)), HostPort.parse(parts.group(2)));
        } catch (IllegalArgumentException malformed) {
            throw refused("\"" + text + "\": " + malformed.getMessage());
        }
    }

    @Override
    public String toString() {
        return nodeId + "@" + controller;
    }

    private static GemstreamException refused(String problem) {
        return new GemstreamException(ErrorReason.INVALID_OPTION, "voters: " + problem);
    }
}
