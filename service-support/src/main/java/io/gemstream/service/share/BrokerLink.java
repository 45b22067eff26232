package io.gemstream.service.share;

import io.gemstream.service.kafka.TopicReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ShareAcknowledgeRequest;
import org.apache.kafka.common.requests.ShareAcknowledgeResponse;
import org.apache.kafka.common.requests.ShareFetchRequest;
import org.apache.kafka.common.requests.ShareFetchResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries on a {@link BrokerSession} with its broker: one request at a time, and what its answer means for the
 * {@link RecordTaker}. For one thread.
 */
final class BrokerLink {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerLink.class);
    /** Long enough to cost an idle process next to nothing. */
    private static final int FETCH_WAIT_MS = 50;
    private static final long BACKOFF_MS = 100;
    /** After what will not mend soon. */
    private static final long LONG_BACKOFF_MS = 2_000;
    /** The broker's default, until it says what is in force. */
    private static final int USUAL_LOCK_MS = 30_000;
    /** A lock survives two renewals that did not get through. */
    private static final int RENEWALS_PER_LOCK = 3;
    /** ShareAcquireMode of KIP-1206: never more records than were asked for. */
    private static final byte RECORD_LIMIT = 1;

    private final BrokerSession session;
    private final Transport transport;
    private final TopicMetadata metadata;
    private final RecordTaker taker;
    private final TopicReader health;
    private final int maxBytes;
    private Node node;
    private boolean underWay;
    private int asked;
    private int lockMs = USUAL_LOCK_MS;
    private long notBeforeMs;
    private long fetchAtMs;
    private long fetchedAtMs;
    /** Version of the metadata that is not new enough for a session to begin with. */
    private Optional<Integer> before = Optional.empty();

    /** @param maxBytes of the records that a fetch brings */
    BrokerLink(
            Node node, BrokerSession session, Transport transport, TopicMetadata metadata, RecordTaker taker,
            TopicReader health, int maxBytes) {
        this.node = node;
        this.session = session;
        this.transport = transport;
        this.metadata = metadata;
        this.taker = taker;
        this.health = health;
        this.maxBytes = maxBytes;
    }

    /** The broker's address is this from now on. */
    void at(Node node) {
        this.node = node;
    }

    int brokerId() {
        return node.id();
    }

    /** Whether an answer is awaited. */
    boolean underWay() {
        return underWay;
    }

    /** Records that the fetch under way may bring. */
    int asked() {
        return asked;
    }

    /** When it was last asked for records; milliseconds. */
    long fetchedAtMs() {
        return fetchedAtMs;
    }

    /** Nothing is held, nothing is left to be told. */
    boolean idle() {
        return session.held() == 0 && !session.hasSettled() && !underWay;
    }

    /** Whether records may be asked for. */
    boolean mayFetch(long nowMs) {
        return fetchAtMs <= nowMs;
    }

    /** No records are to be asked for before that time. */
    void fetchAt(long atMs) {
        fetchAtMs = atMs;
    }

    /** Ends a hold, where it is one of this broker's. */
    void settle(HeldRecord record, AcknowledgeType type) {
        session.settle(record, type);
        fetchAtMs = 0;
    }

    /**
     * When something is to be done.
     *
     * @param fetches whether that may be a fetch
     */
    long dueMs(boolean fetches) {
        long at = session.open() && session.hasSettled() ? 0 : session.renewAtMs();
        return Math.max(notBeforeMs, fetches ? Math.min(at, fetchAtMs) : at);
    }

    /**
     * Whether a request can be sent now; begins to connect where it cannot. Before a session begins it asks once more who
     * leads: a broker that was started anew has another epoch, and {@link HeldRecord#first} goes by that.
     */
    boolean ready() {
        if (!transport.ready(node)) {
            return false;
        }
        if (session.open()) {
            return true;
        }
        if (before.isEmpty()) {
            before = Optional.of(metadata.requestUpdate(true));
        }
        return metadata.updateVersion() > before.get();
    }

    /** Renews what is due, or tells what has to be told by itself; does nothing where there is nothing of that kind. */
    boolean acknowledgeDue(long nowMs) {
        if (!session.mustAcknowledge(nowMs)) {
            return false;
        }
        acknowledge(nowMs);
        return true;
    }

    /** Tells what is settled. */
    void acknowledgeSettled(long nowMs) {
        if (session.open() && session.hasSettled()) {
            acknowledge(nowMs);
        }
    }

    /** Asks for records of partitions that the broker leads; tells what is settled. */
    void fetch(List<TopicIdPartition> partitions, int records, long nowMs) {
        ShareFetchRequest.Builder request = new ShareFetchRequest.Builder(
                session.fetch(partitions, records, FETCH_WAIT_MS, maxBytes, RECORD_LIMIT));
        underWay = true;
        asked = records;
        fetchedAtMs = nowMs;
        transport.send(node, request, response -> {
            underWay = false;
            asked = 0;
            fetchAtMs = 0;
            fetched(response);
        });
    }

    /** Tells what is settled and ends the session, if there is one and the broker can be reached. */
    void goodbye() {
        if (!underWay && session.open() && !session.closing() && ready()) {
            underWay = true;
            transport.send(node, new ShareAcknowledgeRequest.Builder(session.goodbye()), _ -> underWay = false);
        }
    }

    /** Sees whether the connection ended while nothing was asked. */
    void checkConnection() {
        if (!underWay && transport.disconnected(node)) {
            before = Optional.empty();
            transport.refusal(node).ifPresent(health::failed);
            if (session.open()) {
                broken(Errors.NETWORK_EXCEPTION.exception());
            }
        }
    }

    /** Sees whether partitions of which records are held have another leader. */
    void checkLeaders() {
        for (TopicIdPartition partition : List.copyOf(session.partitionsHeld())) {
            Optional<Node> leader = metadata.currentLeader(partition.topicPartition()).leader;
            if (leader.isPresent() && leader.get().id() != node.id()) {
                lost(session.lose(partition));
            }
        }
    }

    /** Gives up whatever is held. */
    void abandon() {
        before = Optional.empty();
        lost(session.broken());
    }

    private void acknowledge(long nowMs) {
        underWay = true;
        transport.send(
                node, new ShareAcknowledgeRequest.Builder(session.acknowledge(nowMs + lockMs / (2 * RENEWALS_PER_LOCK))),
                response -> {
                    underWay = false;
                    acknowledged(response);
                });
    }

    private void fetched(ClientResponse response) {
        Optional<KafkaException> failure = Transport.failure(response);
        if (failure.isPresent()) {
            broken(failure.get());
            return;
        }
        ShareFetchResponseData answer = ((ShareFetchResponse) response.responseBody()).data();
        Errors error = Errors.forCode(answer.errorCode());
        if (error != Errors.NONE) {
            broken(error.exception(answer.errorMessage()));
            return;
        }
        if (answer.acquisitionLockTimeoutMs() > 0) {
            lockMs = answer.acquisitionLockTimeoutMs();
        }
        Map<TopicIdPartition, ShareFetchResponseData.PartitionData> partitions = new HashMap<>();
        answer.responses().forEach(topic -> topic.partitions().forEach(data ->
                session.partition(topic.topicId(), data.partitionIndex()).ifPresent(known -> partitions.put(known, data))));
        Map<TopicIdPartition, Errors> acknowledged = new HashMap<>();
        partitions.forEach((partition, data) -> acknowledged.put(partition, Errors.forCode(data.acknowledgeErrorCode())));
        answered(acknowledged);
        boolean brought = false;
        for (Map.Entry<TopicIdPartition, ShareFetchResponseData.PartitionData> one : partitions.entrySet()) {
            brought |= take(one.getKey(), one.getValue());
        }
        health.succeeded(brought);
    }

    private boolean take(TopicIdPartition partition, ShareFetchResponseData.PartitionData data) {
        Errors error = Errors.forCode(data.errorCode());
        if (error != Errors.NONE) {
            unreadable(partition, error);
            return false;
        }
        try {
            AcquiredRecords acquired = AcquiredRecords.of(
                    partition, data, metadata.currentLeader(partition.topicPartition()).epoch);
            acquired.gaps().forEach(offset -> session.settle(partition, offset, BrokerSession.GAP));
            for (HeldRecord record : acquired.records()) {
                session.hold(record, renewAtMs()).ifPresent(taker::lost);
                taker.take(record);
            }
            return !acquired.records().isEmpty();
        } catch (KafkaException | LinkageError damaged) {
            AcquiredRecords.offsets(data).keySet().forEach(
                    offset -> session.settle(partition, offset, AcknowledgeType.RELEASE.id));
            notBeforeMs = Transport.now() + LONG_BACKOFF_MS;
            health.failed(damaged);
            return false;
        }
    }

    private void unreadable(TopicIdPartition partition, Errors error) {
        switch (error) {
            case TOPIC_AUTHORIZATION_FAILED -> health.failed(error.exception("topic " + partition.topic()));
            default -> LOG.debug("{} cannot be read from {}: {}", partition, node, error);
        }
        lost(session.lose(partition));
        notBeforeMs = Transport.now() + BACKOFF_MS;
        metadata.requestUpdate(true);
    }

    private void acknowledged(ClientResponse response) {
        Optional<KafkaException> failure = Transport.failure(response);
        if (failure.isPresent()) {
            broken(failure.get());
            return;
        }
        ShareAcknowledgeResponseData answer = ((ShareAcknowledgeResponse) response.responseBody()).data();
        Errors error = Errors.forCode(answer.errorCode());
        if (error != Errors.NONE) {
            broken(error.exception(answer.errorMessage()));
            return;
        }
        Map<TopicIdPartition, Errors> failures = new HashMap<>();
        answer.responses().forEach(topic -> topic.partitions().forEach(partition ->
                session.partition(topic.topicId(), partition.partitionIndex()).ifPresent(
                        known -> failures.put(known, Errors.forCode(partition.errorCode())))));
        answered(failures);
    }

    private void answered(Map<TopicIdPartition, Errors> failures) {
        BrokerSession.Refusals refusals = session.answered(failures, renewAtMs(), Transport.now() + BACKOFF_MS);
        refusals.lost().forEach(record -> LOG.debug("{} is lost: {}", record, failures));
        refusals.refused().forEach(one -> LOG.debug("{} was not acknowledged: {}", one, failures));
        lost(refusals.lost());
        if (failures.values().stream().anyMatch(error -> error.exception() instanceof InvalidMetadataException)) {
            metadata.requestUpdate(true);
        }
    }

    private long renewAtMs() {
        return Transport.now() + lockMs / RENEWALS_PER_LOCK;
    }

    private void broken(KafkaException why) {
        long backoffMs = BACKOFF_MS;
        switch (Errors.forException(why)) {
            case SHARE_SESSION_NOT_FOUND, INVALID_SHARE_SESSION_EPOCH, NETWORK_EXCEPTION ->
                LOG.debug("the session with {} is over: {}", node, why.toString());
            default -> {
                backoffMs = LONG_BACKOFF_MS;
                health.failed(why);
            }
        }
        notBeforeMs = Transport.now() + backoffMs;
        metadata.requestUpdate(true);
        abandon();
    }

    private void lost(List<HeldRecord> records) {
        records.forEach(taker::lost);
    }
}
