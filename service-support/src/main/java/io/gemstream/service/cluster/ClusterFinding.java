package io.gemstream.service.cluster;

import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A difference between the cluster and what a process needs of it.
 *
 * @param reason of the failure that it is
 * @param blocks whether requests could get lost; otherwise it is worked with
 * @param text names the topic or group, what it has and what is expected
 */
public record ClusterFinding(ErrorReason reason, boolean blocks, String text) {

    /** One by which requests could get lost. */
    static ClusterFinding blocking(ErrorReason reason, String text) {
        return new ClusterFinding(reason, true, text);
    }

    /** One that is worked with. */
    public static ClusterFinding noted(ErrorReason reason, String text) {
        return new ClusterFinding(reason, false, text);
    }

    /** All that block as one failure; empty where none does. */
    static Optional<GemstreamException> failure(List<ClusterFinding> findings) {
        List<ClusterFinding> blocking = findings.stream().filter(ClusterFinding::blocks).toList();
        return blocking.isEmpty() ? Optional.empty() : Optional.of(new GemstreamException(blocking.getFirst().reason(),
                blocking.stream().map(ClusterFinding::text).collect(Collectors.joining("; "))));
    }
}
