package io.gemstream.standalone.broker;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * A cluster as one of its nodes knows it (ADR 13). Every node is broker and controller; the cluster works while more
 * than half of them do, and an acknowledged record is on all but one of its copies.
 *
 * @param clusterId the same on every node: 22 characters, Kafka's form of a UUID
 * @param nodeId which of the voters this node is
 * @param voters all nodes, each once
 */
public record Quorum(String clusterId, int nodeId, List<Voter> voters) {

    private static final int MOST_COPIES = 3;
    private static final int LONE_NODE = 1;

    /** @throws GemstreamException INVALID_OPTION */
    public Quorum {
        voters = List.copyOf(voters);
        requireUuid(clusterId);
        if (voters.stream().map(Voter::nodeId).distinct().count() < voters.size()) {
            throw refused("voters: " + text(voters) + " (expected: every node id once)");
        }
        if (voters.stream().noneMatch(voter -> voter.nodeId() == nodeId)) {
            throw refused("node_id: " + nodeId + " (expected: one of the voters " + text(voters) + ")");
        }
    }

    /** A cluster of one node, which nothing else connects to. */
    static Quorum alone(String host, int controllerPort) {
        return new Quorum(newClusterId(), LONE_NODE, List.of(new Voter(LONE_NODE, new HostPort(host, controllerPort))));
    }

    /** An id that no cluster has yet. */
    public static String newClusterId() {
        return Uuid.randomUuid().toString();
    }

    /** This node. */
    public Voter self() {
        return voters.stream().filter(voter -> voter.nodeId() == nodeId).findFirst().orElseThrow();
    }

    /** Copies of each record: one a node, three at most. */
    int copies() {
        return Math.min(MOST_COPIES, voters.size());
    }

    /** Copies that must have a record before it is acknowledged, so that one node may be away. */
    int copiesInSync() {
        return Math.max(1, copies() - 1);
    }

    /** As Kafka's controller.quorum.voters has them. */
    String votersText() {
        return text(voters);
    }

    private static String text(List<Voter> voters) {
        return voters.stream().map(Voter::toString).collect(Collectors.joining(","));
    }

    private static void requireUuid(String clusterId) {
        try {
            Uuid.fromString(clusterId);
        } catch (IllegalArgumentException malformed) {
            throw refused("cluster_id: \"" + clusterId + "\" (expected: a UUID in 22 characters, for example "
                    + newClusterId() + ")");
        }
    }

    private static GemstreamException refused(String message) {
        return new GemstreamException(ErrorReason.INVALID_OPTION, message);
    }
}
