package io.gemstream.service.share;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * Keeps a membership alive by heartbeats (KIP-932, ShareGroupHeartbeat) and knows the partitions that come of it. The topics it
 * reads never change.
 *
 * <p>Where all members of a group have the same topics, its assignor deals the partitions out, among the dead ones too
 * that are still members; where they differ, each gets the only partition of each of its topics
 * (SimpleHomogeneousAssignmentBuilder and SimpleHeterogeneousAssignmentBuilder, Kafka 4.2). So a member that gets less than
 * it asked for asks for a topic that nobody writes besides, or for that no longer. For one thread.
 */
final class Membership {

    /** Until the coordinator says what it wants. */
    private static final long FIRST_INTERVAL_MS = 500;
    private static final int JOINING = 0;
    private static final int LEAVING = -1;

    /** What is to be done about an answer. */
    enum Outcome {
        WELL,
        /** It is no member any more, or was never let in; another may be, when the cluster is as it is needed. */
        REFUSED,
        /** Another broker coordinates the group. */
        MOVED
    }

    private final String groupId;
    private final String memberId;
    private final List<String> topics;
    private final Optional<String> apart;
    private final Optional<String> rack;
    private boolean setApart;
    private boolean subscribed;
    private int epoch = JOINING;
    private long intervalMs = FIRST_INTERVAL_MS;
    private Optional<Map<Uuid, List<Integer>>> assignment = Optional.empty();

    /**
     * @param topics what is read
     * @param apart a topic that nobody writes, where there may be too few partitions
     * @param rack where the member is
     */
    Membership(String groupId, Uuid memberId, List<String> topics, Optional<String> apart, Optional<String> rack) {
        this.groupId = groupId;
        this.memberId = memberId.toString();
        this.topics = List.copyOf(topics);
        this.apart = apart;
        this.rack = rack;
    }

    /** The next heartbeat; names topics and rack only where they are news. */
    ShareGroupHeartbeatRequestData heartbeat() {
        ShareGroupHeartbeatRequestData heartbeat = new ShareGroupHeartbeatRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setMemberEpoch(epoch);
        if (!subscribed) {
            List<String> names = new ArrayList<>(topics);
            apart.filter(_ -> setApart).ifPresent(names::add);
            heartbeat.setSubscribedTopicNames(names);
            rack.ifPresent(heartbeat::setRackId);
        }
        return heartbeat;
    }

    /** Says goodbye. */
    ShareGroupHeartbeatRequestData goodbye() {
        return new ShareGroupHeartbeatRequestData().setGroupId(groupId).setMemberId(memberId).setMemberEpoch(LEAVING);
    }

    /** Takes an answer to {@link #heartbeat} in. */
    Outcome accept(ShareGroupHeartbeatResponseData answer) {
        switch (Errors.forCode(answer.errorCode())) {
            case NONE -> { }
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE, COORDINATOR_LOAD_IN_PROGRESS -> {
                return Outcome.MOVED;
            }
            default -> {
                return Outcome.REFUSED;
            }
        }
        epoch = answer.memberEpoch();
        intervalMs = answer.heartbeatIntervalMs();
        subscribed = true;
        if (answer.assignment() != null) {
            assigned(answer.assignment());
        }
        return Outcome.WELL;
    }

    private void assigned(ShareGroupHeartbeatResponseData.Assignment answer) {
        Map<Uuid, List<Integer>> partitions = new HashMap<>();
        answer.topicPartitions().forEach(topic -> partitions.put(topic.topicId(), List.copyOf(topic.partitions())));
        assignment = Optional.of(partitions);
        int expected = topics.size() + (setApart ? 1 : 0);
        if (apart.isPresent() && partitions.values().stream().filter(some -> !some.isEmpty()).count() < expected) {
            setApart = !setApart;
            subscribed = false;
        }
    }

    /** Whether the coordinator has news to hear at once. */
    boolean hasNews() {
        return !subscribed;
    }

    /** Milliseconds from one heartbeat to the next. */
    long intervalMs() {
        return intervalMs;
    }

    /** Partitions to read, by topic; empty until the coordinator has said. */
    Optional<Map<Uuid, List<Integer>>> assignment() {
        return assignment;
    }
}
