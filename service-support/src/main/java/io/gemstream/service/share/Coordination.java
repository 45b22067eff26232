package io.gemstream.service.share;

import io.gemstream.service.kafka.TopicReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.ShareGroupHeartbeatRequest;
import org.apache.kafka.common.requests.ShareGroupHeartbeatResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the coordinator of a group and sends it the heartbeats of a {@link Membership}, on a connection of their own, so
 * that none waits behind a fetch. For one thread.
 */
final class Coordination {

    private static final Logger LOG = LoggerFactory.getLogger(Coordination.class);
    private static final long BACKOFF_MS = 100;
    private static final long LONG_BACKOFF_MS = 1_000;

    private final String groupId;
    private final Membership membership;
    private final Transport transport;
    private final TopicReader health;
    private Optional<Node> coordinator = Optional.empty();
    private boolean underWay;
    private volatile boolean refused;
    private long nextMs;

    Coordination(String groupId, Membership membership, Transport transport, TopicReader health) {
        this.groupId = groupId;
        this.membership = membership;
        this.transport = transport;
        this.health = health;
    }

    /** Partitions to read, by topic; none until the coordinator has said. */
    Map<Uuid, List<Integer>> assignment() {
        return membership.assignment().orElse(Map.of());
    }

    /** Whether an answer is awaited. */
    boolean underWay() {
        return underWay;
    }

    /** Whether the group does not have the member. */
    boolean refused() {
        return refused;
    }

    /** Sends what is due; returns when to come again. */
    long turn(long now) {
        if (underWay || refused) {
            return Long.MAX_VALUE;
        }
        if (now < nextMs) {
            return nextMs;
        }
        if (coordinator.isEmpty()) {
            find();
        } else if (transport.ready(coordinator.get())) {
            beat();
        } else if (transport.disconnected(coordinator.get())) {
            transport.refusal(coordinator.get()).ifPresent(health::failed);
            moved(now);
        }
        return underWay ? Long.MAX_VALUE : now + BACKOFF_MS;
    }

    /** Leaves the group, if its coordinator is at hand. */
    void goodbye() {
        if (coordinator.isPresent() && !underWay && !refused && transport.ready(coordinator.get())) {
            underWay = true;
            transport.send(coordinator.get(), new ShareGroupHeartbeatRequest.Builder(membership.goodbye()),
                    _ -> underWay = false);
        }
    }

    private void find() {
        Optional<Node> node = transport.any();
        if (node.isEmpty() || !transport.ready(node.get())) {
            return;
        }
        underWay = true;
        transport.send(
                node.get(),
                new FindCoordinatorRequest.Builder(new FindCoordinatorRequestData()
                        .setKeyType(FindCoordinatorRequest.CoordinatorType.GROUP.id()).setKey(groupId)),
                this::found);
    }

    private void found(ClientResponse response) {
        underWay = false;
        nextMs = Transport.now() + BACKOFF_MS;
        Optional<KafkaException> failure = Transport.failure(response);
        if (failure.isPresent()) {
            failed(failure.get());
            return;
        }
        Optional<FindCoordinatorResponseData.Coordinator> answer =
                ((FindCoordinatorResponse) response.responseBody()).coordinatorByKey(groupId);
        if (answer.isEmpty()) {
            return;
        }
        Errors error = Errors.forCode(answer.get().errorCode());
        if (error == Errors.NONE) {
            // Another id than the broker has as the leader of partitions: another connection.
            coordinator = Optional.of(new Node(
                    Integer.MAX_VALUE - answer.get().nodeId(), answer.get().host(), answer.get().port()));
            nextMs = 0;
        } else {
            failed(error.exception(answer.get().errorMessage()));
        }
    }

    private void beat() {
        underWay = true;
        transport.send(coordinator.get(), new ShareGroupHeartbeatRequest.Builder(membership.heartbeat()), this::answered);
    }

    private void answered(ClientResponse response) {
        underWay = false;
        long now = Transport.now();
        Optional<KafkaException> failure = Transport.failure(response);
        if (failure.isPresent()) {
            moved(now);
            failed(failure.get());
            return;
        }
        ShareGroupHeartbeatResponseData answer = ((ShareGroupHeartbeatResponse) response.responseBody()).data();
        switch (membership.accept(answer)) {
            case WELL -> nextMs = membership.hasNews() ? now : now + membership.intervalMs();
            case MOVED -> moved(now);
            case REFUSED -> {
                refused = true;
                health.failed(Errors.forCode(answer.errorCode()).exception(answer.errorMessage()));
            }
        }
    }

    private void moved(long now) {
        coordinator = Optional.empty();
        nextMs = now + BACKOFF_MS;
    }

    private void failed(KafkaException failure) {
        switch (Errors.forException(failure)) {
            case NETWORK_EXCEPTION, COORDINATOR_NOT_AVAILABLE, COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR, REQUEST_TIMED_OUT ->
                LOG.debug("the coordinator of {} is not at hand: {}", groupId, failure.toString());
            default -> {
                nextMs = Transport.now() + LONG_BACKOFF_MS;
                health.failed(failure);
            }
        }
    }
}
