package io.gemstream.standalone.cli;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.standalone.broker.Quorum;
import io.gemstream.standalone.broker.Voter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of a broker that is one node of a cluster: all of them or none. */
final class QuorumOptions {

    @Option(names = "--node-id", paramLabel = "N", description = "Which of the voters this node is.")
    private Optional<Integer> nodeId = Optional.empty();

    @Option(names = "--voters", paramLabel = "ID@HOST:PORT", split = ",",
            description = "All nodes of the cluster, separated by commas: the id of each, its host, and the port on which "
                    + "the nodes agree. The same list on every node.")
    private List<String> voters = List.of();

    @Option(names = "--cluster-id", paramLabel = "ID",
            description = "Names the cluster: a UUID in 22 characters, the same on every node, for good.")
    private Optional<String> clusterId = Optional.empty();

    /**
     * The cluster; empty for a broker by itself.
     *
     * @throws GemstreamException INVALID_OPTION
     */
    Optional<Quorum> quorum() {
        if (nodeId.isEmpty() && voters.isEmpty() && clusterId.isEmpty()) {
            return Optional.empty();
        }
        int node = nodeId.orElseThrow(() -> missing("--node-id", "the id of one of the voters"));
        if (voters.isEmpty()) {
            throw missing("--voters", "all nodes, for example 1@127.0.0.1:9193,2@127.0.0.1:9293,3@127.0.0.1:9393");
        }
        String cluster = clusterId.orElseThrow(
                () -> missing("--cluster-id", "the same id on every node, for example " + Quorum.newClusterId()));
        return Optional.of(new Quorum(cluster, node, voters.stream().map(Voter::parse).toList()));
    }

    private static GemstreamException missing(String option, String expected) {
        return new GemstreamException(ErrorReason.INVALID_OPTION, option + ": missing (expected: " + expected + ")");
    }
}
