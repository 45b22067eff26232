package io.gemstream.service.share;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ShareRequestMetadata;

/**
 * Keeps a share session with one broker (KIP-932): its epoch, the partitions that are fetched, the records that are held,
 * and what is to be acknowledged. One request is under way at a time. A session that breaks has lost what it held: the
 * broker hands it on as soon as it sees the connection end. For one thread.
 */
final class BrokerSession {

    /** Acknowledges an offset that was acquired and has no record: a transaction's marker, or compacted. */
    static final byte GAP = 0;

    private static final byte RENEW = AcknowledgeType.RENEW.id;

    /** What came to nothing: holds that were lost, and what was not acknowledged. */
    record Refusals(List<HeldRecord> lost, List<Acknowledgement> refused) {}

    private final String groupId;
    private final String memberId;
    private int epoch = ShareRequestMetadata.INITIAL_EPOCH;
    private final Set<TopicIdPartition> fetched = new LinkedHashSet<>();
    private final Map<TopicIdPartition, Map<Long, Hold>> held = new HashMap<>();
    private List<Acknowledgement> settled = new ArrayList<>();
    /** Those that came back refused together with others: only by themselves it shows whose fault it is. */
    private final List<Acknowledgement> oneByOne = new ArrayList<>();
    private List<Acknowledgement> underWay = List.of();

    private static final class Hold {

        private final HeldRecord record;
        private long renewAtMs;
        private boolean renewing;

        private Hold(HeldRecord record, long renewAtMs) {
            this.record = record;
            this.renewAtMs = renewAtMs;
        }
    }

    BrokerSession(String groupId, Uuid memberId) {
        this.groupId = groupId;
        this.memberId = memberId.toString();
    }

    /**
     * A record was acquired. Whatever was still to be told of an earlier delivery is not told any more.
     *
     * @return the hold of an earlier delivery, which is lost: its lock ran out, and it came again
     */
    Optional<HeldRecord> hold(HeldRecord record, long renewAtMs) {
        settled.removeIf(one -> one.isOf(record));
        oneByOne.removeIf(one -> one.isOf(record));
        Hold before = held.computeIfAbsent(record.partition(), _ -> new HashMap<>())
                .put(record.offset(), new Hold(record, renewAtMs));
        return Optional.ofNullable(before).map(hold -> hold.record);
    }

    /** Records that are held. */
    int held() {
        return held.values().stream().mapToInt(Map::size).sum();
    }

    /** The partitions of which records are held; they stay in the session, for only those are handed on when it ends. */
    Set<TopicIdPartition> partitionsHeld() {
        return held.keySet();
    }

    /** Ends a hold, with the next request; does nothing where it was lost. */
    void settle(HeldRecord record, AcknowledgeType type) {
        if (release(record)) {
            settled.add(new Acknowledgement(record.partition(), record.offset(), type.id));
        }
    }

    /** Acknowledges an offset that nobody was given. */
    void settle(TopicIdPartition partition, long offset, byte type) {
        settled.add(new Acknowledgement(partition, offset, type));
    }

    private boolean release(HeldRecord record) {
        Map<Long, Hold> some = held.getOrDefault(record.partition(), Map.of());
        Hold hold = some.get(record.offset());
        if (hold == null || hold.record != record) {
            return false;
        }
        some.remove(record.offset());
        if (some.isEmpty()) {
            held.remove(record.partition());
        }
        return true;
    }

    /** Whether there is something to tell that may be told along with a fetch. */
    boolean hasSettled() {
        return !settled.isEmpty() || !oneByOne.isEmpty();
    }

    /** Whether something cannot wait for, or be told along with, a fetch. */
    boolean mustAcknowledge(long nowMs) {
        return open() && (!oneByOne.isEmpty() || renewAtMs() <= nowMs);
    }

    /** When the next hold has to be renewed. */
    long renewAtMs() {
        long first = Long.MAX_VALUE;
        for (Map<Long, Hold> some : held.values()) {
            for (Hold hold : some.values()) {
                first = Math.min(first, hold.renewAtMs);
            }
        }
        return first;
    }

    /** Whether a session is open; only then anything can be acknowledged. */
    boolean open() {
        return epoch != ShareRequestMetadata.INITIAL_EPOCH;
    }

    /** Whether goodbye was said. */
    boolean closing() {
        return epoch == ShareRequestMetadata.FINAL_EPOCH;
    }

    /** A partition of the session, or of what was told in it. */
    Optional<TopicIdPartition> partition(Uuid topicId, int partition) {
        return fetched.stream()
                .filter(known -> known.topicId().equals(topicId) && known.partition() == partition)
                .findFirst();
    }

    /** Asks for records; tells what was settled. */
    ShareFetchRequestData fetch(Collection<TopicIdPartition> wanted, int records, int waitMs, int bytes, byte mode) {
        Set<TopicIdPartition> all = new LinkedHashSet<>(wanted);
        all.addAll(partitionsHeld());
        ShareFetchRequestData fetch = new ShareFetchRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setShareSessionEpoch(epoch)
                .setMaxWaitMs(waitMs)
                .setMinBytes(1)
                .setMaxBytes(bytes)
                .setMaxRecords(records)
                .setBatchSize(records)
                .setShareAcquireMode(mode);
        for (TopicIdPartition partition : all) {
            if (!fetched.contains(partition)) {
                partition(fetch, partition);
            }
        }
        Set<TopicIdPartition> forgotten = new HashSet<>(fetched);
        forgotten.removeAll(all);
        forgotten.forEach(partition -> fetch.forgottenTopicsData().add(new ShareFetchRequestData.ForgottenTopic()
                .setTopicId(partition.topicId()).setPartitions(List.of(partition.partition()))));
        fetched.clear();
        fetched.addAll(all);
        if (open()) {
            send(settled);
            settled = new ArrayList<>();
            byPartition().forEach((partition, some) -> partition(fetch, partition).setAcknowledgementBatches(
                    Acknowledgement.Run.of(some).stream()
                            .map(run -> new ShareFetchRequestData.AcknowledgementBatch().setFirstOffset(run.first())
                                    .setLastOffset(run.last()).setAcknowledgeTypes(List.of(run.type())))
                            .toList()));
        }
        return fetch;
    }

    private static ShareFetchRequestData.FetchPartition partition(ShareFetchRequestData fetch, TopicIdPartition partition) {
        ShareFetchRequestData.FetchTopic topic = fetch.topics().find(partition.topicId());
        if (topic == null) {
            topic = new ShareFetchRequestData.FetchTopic().setTopicId(partition.topicId());
            fetch.topics().add(topic);
        }
        ShareFetchRequestData.FetchPartition found = topic.partitions().find(partition.partition());
        if (found == null) {
            found = new ShareFetchRequestData.FetchPartition().setPartitionIndex(partition.partition());
            topic.partitions().add(found);
        }
        return found;
    }

    /**
     * Tells what was settled, and renews what is due.
     *
     * @param dueMs holds that would be renewed by then are renewed now
     */
    ShareAcknowledgeRequestData acknowledge(long dueMs) {
        if (!oneByOne.isEmpty()) {
            send(List.of(oneByOne.removeFirst()));
        } else {
            List<Acknowledgement> all = settled;
            settled = new ArrayList<>();
            held.values().forEach(some -> some.values().stream().filter(hold -> hold.renewAtMs <= dueMs).forEach(hold -> {
                hold.renewing = true;
                all.add(new Acknowledgement(hold.record.partition(), hold.record.offset(), RENEW));
            }));
            send(all);
        }
        return acknowledge();
    }

    /** Tells what was settled, and ends the session: what is still held is handed on. */
    ShareAcknowledgeRequestData goodbye() {
        settled.addAll(oneByOne);
        oneByOne.clear();
        send(settled);
        settled = new ArrayList<>();
        epoch = ShareRequestMetadata.FINAL_EPOCH;
        return acknowledge();
    }

    private ShareAcknowledgeRequestData acknowledge() {
        ShareAcknowledgeRequestData request = new ShareAcknowledgeRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setShareSessionEpoch(epoch)
                .setIsRenewAck(underWay.stream().anyMatch(one -> one.type() == RENEW));
        byPartition().forEach((partition, some) -> {
            ShareAcknowledgeRequestData.AcknowledgeTopic topic = request.topics().find(partition.topicId());
            if (topic == null) {
                topic = new ShareAcknowledgeRequestData.AcknowledgeTopic().setTopicId(partition.topicId());
                request.topics().add(topic);
            }
            topic.partitions().add(new ShareAcknowledgeRequestData.AcknowledgePartition()
                    .setPartitionIndex(partition.partition())
                    .setAcknowledgementBatches(Acknowledgement.Run.of(some).stream()
                            .map(run -> new ShareAcknowledgeRequestData.AcknowledgementBatch().setFirstOffset(run.first())
                                    .setLastOffset(run.last()).setAcknowledgeTypes(List.of(run.type())))
                            .toList()));
        });
        return request;
    }

    private void send(List<Acknowledgement> some) {
        underWay = List.copyOf(some);
    }

    private Map<TopicIdPartition, List<Acknowledgement>> byPartition() {
        Map<TopicIdPartition, List<Acknowledgement>> all = new LinkedHashMap<>();
        underWay.forEach(one -> all.computeIfAbsent(one.partition(), _ -> new ArrayList<>()).add(one));
        return all;
    }

    /**
     * Takes the answer to the request under way in.
     *
     * @param failures of acknowledgements, by partition; a partition that is not among them went well
     * @param renewAtMs when what was renewed now is to be renewed again
     * @param againAtMs when what failed for a while is to be tried again
     */
    Refusals answered(Map<TopicIdPartition, Errors> failures, long renewAtMs, long againAtMs) {
        epoch = ShareRequestMetadata.nextEpoch(epoch);
        Map<TopicIdPartition, List<Acknowledgement>> sent = byPartition();
        underWay = List.of();
        Refusals refusals = new Refusals(new ArrayList<>(), new ArrayList<>());
        sent.forEach((partition, some) -> {
            Errors failure = failures.getOrDefault(partition, Errors.NONE);
            for (Acknowledgement one : some) {
                answered(one, failure, some.size() == 1, renewAtMs, againAtMs, refusals);
            }
        });
        return refusals;
    }

    private void answered(
            Acknowledgement one, Errors failure, boolean alone, long renewAtMs, long againAtMs, Refusals refusals) {
        Optional<Hold> hold = Optional.ofNullable(held.getOrDefault(one.partition(), Map.of()).get(one.offset()))
                .filter(some -> one.type() == RENEW && some.renewing);
        hold.ifPresent(some -> some.renewing = false);
        switch (failure) {
            case NONE -> hold.ifPresent(some -> some.renewAtMs = renewAtMs);
            case COORDINATOR_NOT_AVAILABLE, COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR, REQUEST_TIMED_OUT,
                    NETWORK_EXCEPTION -> {
                if (hold.isPresent()) {
                    hold.get().renewAtMs = againAtMs;
                } else if (one.type() != RENEW) {
                    settled.add(one);
                }
            }
            case INVALID_RECORD_STATE, INVALID_REQUEST -> {
                if (!alone && (hold.isPresent() || one.type() != RENEW)) {
                    hold.ifPresent(some -> {
                        some.renewing = true;
                        some.renewAtMs = renewAtMs;
                    });
                    oneByOne.add(one);
                } else {
                    refused(one, hold, refusals);
                }
            }
            default -> refused(one, hold, refusals);
        }
    }

    private void refused(Acknowledgement one, Optional<Hold> hold, Refusals refusals) {
        if (hold.isPresent()) {
            release(hold.get().record);
            refusals.lost().add(hold.get().record);
        } else if (one.type() != RENEW) {
            refusals.refused().add(one);
        }
    }

    /** What is held of a partition is held no longer: it has another leader, or is gone. */
    List<HeldRecord> lose(TopicIdPartition partition) {
        settled.removeIf(one -> one.partition().equals(partition));
        oneByOne.removeIf(one -> one.partition().equals(partition));
        return records(Optional.ofNullable(held.remove(partition)).orElse(Map.of()));
    }

    /** The session is over on the broker's side, and with it whatever was held; the next fetch begins another. */
    List<HeldRecord> broken() {
        List<HeldRecord> lost = held.values().stream().flatMap(some -> records(some).stream()).toList();
        held.clear();
        settled.clear();
        oneByOne.clear();
        underWay = List.of();
        fetched.clear();
        epoch = ShareRequestMetadata.INITIAL_EPOCH;
        return lost;
    }

    private static List<HeldRecord> records(Map<Long, Hold> some) {
        return some.values().stream().map(hold -> hold.record).toList();
    }
}
