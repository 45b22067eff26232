package io.gemstream.service.share;

import io.gemstream.service.kafka.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidMetadataException;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ShareAcknowledgeRequest;
import org.apache.kafka.common.requests.ShareAcknowledgeResponse;
import org.apache.kafka.common.requests.ShareFetchRequest;
import org.apache.kafka.common.requests.ShareFetchResponse;
import org.apache.kafka.common.utils.LogContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of a share group, on one thread and one connection a broker, for any number of records that are held at a time.
 * Takes as many as its {@link RecordTaker} wants, renews the locks of those it holds, and tells the broker what became of them.
 *
 * <p>While records are wanted a fetch waits at each broker. What is to be told to a broker goes with the next fetch, and a dead
 * process is seen there when its last fetch has been answered, so a fetch does not wait for long.
 *
 * <p>What failed is tried again, but for joining the group once more: the first member of a group that was made anew may find it
 * without its settings, so whoever opens members sees to that first. Thread-safe.
 */
public final class ShareMember implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ShareMember.class);
    /** Long enough to cost an idle process next to nothing. */
    private static final int FETCH_WAIT_MS = 50;
    /** When a broker is asked for whom nothing was left. */
    private static final long NEXT_TURN_MS = 25;
    private static final long LONGEST_TURN_MS = 500;
    private static final long BACKOFF_MS = 100;
    /** After what will not mend soon. */
    private static final long LONG_BACKOFF_MS = 2_000;
    /** The broker's default, until it says what is in force. */
    private static final int USUAL_LOCK_MS = 30_000;
    /** A lock survives two renewals that did not get through. */
    private static final int RENEWALS_PER_LOCK = 3;
    /** ShareAcquireMode of KIP-1206: never more records than were asked for. */
    private static final byte RECORD_LIMIT = 1;
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private enum Phase { TAKING, RETIRED, LEAVING }

    private final String groupId;
    private final List<String> topics;
    private final RecordTaker taker;
    private final TopicReader health;
    private final int maxBytes;
    private final Uuid memberId = Uuid.randomUuid();
    private final TopicMetadata metadata;
    private final Transport transport;
    private final Coordination coordination;
    private final Map<Integer, Link> links = new HashMap<>();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private Phase phase = Phase.TAKING;
    private int lockMs = USUAL_LOCK_MS;

    /** What there is with one broker. */
    private static final class Link {

        private Node node;
        private final BrokerSession session;
        private boolean underWay;
        /** Records that the fetch under way may bring. */
        private int asked;
        private long notBeforeMs;
        private long fetchAtMs;
        private long fetchedAtMs;

        private Link(Node node, BrokerSession session) {
            this.node = node;
            this.session = session;
        }
    }

    private ShareMember(
            Map<String, Object> settings, String groupId, List<String> topics, Optional<String> apart, RecordTaker taker,
            TopicReader health) {
        ConsumerConfig config = new ConsumerConfig(settings);
        String clientId = config.getString(CommonClientConfigs.CLIENT_ID_CONFIG);
        LogContext log = new LogContext("[" + clientId + "] ");
        this.groupId = groupId;
        this.topics = List.copyOf(topics);
        this.taker = taker;
        this.health = health;
        this.maxBytes = config.getInt(ConsumerConfig.FETCH_MAX_BYTES_CONFIG);
        this.metadata = new TopicMetadata(
                Stream.concat(topics.stream(), apart.stream()).toList(),
                config.getLong(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG),
                config.getLong(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG),
                config.getLong(CommonClientConfigs.METADATA_MAX_AGE_CONFIG), log);
        this.transport = new Transport(config, metadata, log);
        Optional<String> rack = Optional.of(config.getString(CommonClientConfigs.CLIENT_RACK_CONFIG))
                .filter(some -> !some.isEmpty());
        this.coordination = new Coordination(
                groupId, new Membership(groupId, memberId, topics, apart, rack), transport, health);
        this.thread = Thread.ofPlatform().daemon().name(clientId).unstarted(this::run);
    }

    /**
     * Joins a group, and begins to take.
     *
     * @param settings of a consumer, with its client id
     * @param apart a topic that nobody writes; see {@link Membership}
     * @param health hears whether the member gets on
     */
    public static ShareMember join(
            Map<String, Object> settings, String groupId, List<String> topics, Optional<String> apart, RecordTaker taker,
            TopicReader health) {
        ShareMember member = new ShareMember(settings, groupId, topics, apart, taker, health);
        member.thread.start();
        return member;
    }

    /** Ends a hold; does not wait for the broker, and does nothing where the hold was lost. */
    public void settle(HeldRecord record, AcknowledgeType type) {
        tell(() -> links.values().forEach(link -> {
            link.session.settle(record, type);
            link.fetchAtMs = 0;
        }));
    }

    /** Looks at once how many records are wanted. */
    public void wanted() {
        tell(() -> links.values().forEach(link -> link.fetchAtMs = 0));
    }

    /** Takes no further record, and leaves the group when it holds none any more. */
    public void retire() {
        tell(() -> phase = phase == Phase.TAKING ? Phase.RETIRED : phase);
    }

    /** Tells what is settled, hands back what is not, and leaves the group; waits for that, but not for long. */
    @Override
    public void close() {
        tell(() -> phase = Phase.LEAVING);
        try {
            thread.join(GOODBYE.multipliedBy(2));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether the group does not have it any more, or did not let it in. Then it takes nothing, and holds what it has for as
     * long as brokers let it.
     */
    public boolean refused() {
        return coordination.refused();
    }

    /** Whether it has left. */
    public boolean over() {
        return !thread.isAlive();
    }

    private void tell(Runnable command) {
        commands.add(command);
        transport.wakeup();
    }

    private void run() {
        try (transport) {
            while (phase == Phase.TAKING || phase == Phase.RETIRED && !idle()) {
                turn();
            }
            leave();
        } catch (RuntimeException | Error fault) {
            LOG.error("member {} of {} has ended", memberId, groupId, fault);
            health.failed(fault);
        } finally {
            links.values().forEach(link -> lost(link.session.broken()));
        }
    }

    private boolean idle() {
        return links.values().stream().allMatch(
                link -> link.session.held() == 0 && !link.session.hasSettled() && !link.underWay);
    }

    private void turn() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
        long now = Transport.now();
        long next = Math.min(now + LONGEST_TURN_MS, coordination.turn(now));
        if (coordination.refused()) {
            phase = phase == Phase.TAKING ? Phase.RETIRED : phase;
        }
        next = Math.min(next, visitBrokers(now));
        try {
            transport.poll(Math.max(0, next - Transport.now()));
            metadata.maybeThrowAnyException();
        } catch (KafkaException refused) {
            health.failed(refused);
        }
    }

    /** Returns when to come again. */
    private long visitBrokers(long now) {
        Map<Integer, List<TopicIdPartition>> partitions = partitionsByLeader();
        links.values().forEach(link -> checkConnection(link, now));
        links.values().forEach(this::checkLeaders);
        List<Link> askable = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (Link link : links.values()) {
            if (link.underWay) {
                continue;
            }
            long at = Math.max(link.notBeforeMs, needed(link, partitions.containsKey(link.node.id())));
            if (at > now) {
                next = Math.min(next, at);
            } else if (!transport.ready(link.node)) {
                next = Math.min(next, now + BACKOFF_MS);
            } else if (link.session.mustAcknowledge(now)) {
                acknowledge(link, now);
            } else {
                askable.add(link);
            }
        }
        ask(askable, partitions, now);
        return next;
    }

    private long needed(Link link, boolean hasPartitions) {
        long at = link.session.open() && link.session.hasSettled() ? 0 : link.session.renewAtMs();
        return phase == Phase.TAKING && hasPartitions ? Math.min(at, link.fetchAtMs) : at;
    }

    /** The brokers that were asked longest ago come first, and all get a part of what is wanted. */
    private void ask(List<Link> askable, Map<Integer, List<TopicIdPartition>> partitions, long now) {
        int wanted = phase == Phase.TAKING
                ? taker.wanted() - links.values().stream().mapToInt(link -> link.asked).sum() : 0;
        askable.sort(Comparator.comparingLong(link -> link.fetchedAtMs));
        for (int i = 0; i < askable.size(); i++) {
            Link link = askable.get(i);
            List<TopicIdPartition> own = partitions.getOrDefault(link.node.id(), List.of());
            if (wanted > 0 && !own.isEmpty() && link.fetchAtMs <= now) {
                int share = Math.max(1, wanted / (askable.size() - i));
                fetch(link, own, share, now);
                wanted -= share;
            } else if (link.session.open() && link.session.hasSettled()) {
                acknowledge(link, now);
            } else {
                // Else whoever wants one says so.
                boolean spokenFor = links.values().stream().anyMatch(other -> other.asked > 0);
                link.fetchAtMs = spokenFor ? now + NEXT_TURN_MS : Long.MAX_VALUE;
            }
        }
    }

    private void fetch(Link link, List<TopicIdPartition> partitions, int records, long now) {
        ShareFetchRequestData request =
                link.session.fetch(partitions, records, FETCH_WAIT_MS, maxBytes, RECORD_LIMIT);
        link.underWay = true;
        link.asked = records;
        link.fetchedAtMs = now;
        transport.send(link.node, new ShareFetchRequest.Builder(request), response -> {
            link.underWay = false;
            link.asked = 0;
            link.fetchAtMs = 0;
            fetched(link, response);
        });
    }

    private void fetched(Link link, ClientResponse response) {
        Optional<KafkaException> failure = Transport.failure(response);
        if (failure.isPresent()) {
            broken(link, failure.get());
            return;
        }
        ShareFetchResponseData answer = ((ShareFetchResponse) response.responseBody()).data();
        Errors error = Errors.forCode(answer.errorCode());
        if (error != Errors.NONE) {
            broken(link, error.exception(answer.errorMessage()));
            return;
        }
        if (answer.acquisitionLockTimeoutMs() > 0) {
            lockMs = answer.acquisitionLockTimeoutMs();
        }
        Map<TopicIdPartition, Errors> acknowledged = new HashMap<>();
        answer.responses().forEach(topic -> topic.partitions().forEach(partition ->
                link.session.partition(topic.topicId(), partition.partitionIndex()).ifPresent(
                        known -> acknowledged.put(known, Errors.forCode(partition.acknowledgeErrorCode())))));
        answered(link, acknowledged);
        boolean brought = false;
        for (ShareFetchResponseData.ShareFetchableTopicResponse topic : answer.responses()) {
            for (ShareFetchResponseData.PartitionData data : topic.partitions()) {
                Optional<TopicIdPartition> partition = link.session.partition(topic.topicId(), data.partitionIndex());
                brought |= partition.isPresent() && take(link, partition.get(), data);
            }
        }
        health.succeeded(brought);
    }

    private boolean take(Link link, TopicIdPartition partition, ShareFetchResponseData.PartitionData data) {
        Errors error = Errors.forCode(data.errorCode());
        if (error != Errors.NONE) {
            unreadable(link, partition, error);
            return false;
        }
        try {
            AcquiredRecords acquired = AcquiredRecords.of(partition, data);
            acquired.gaps().forEach(offset -> link.session.settle(partition, offset, BrokerSession.GAP));
            for (HeldRecord record : acquired.records()) {
                link.session.hold(record, renewAtMs()).ifPresent(taker::lost);
                taker.take(record);
            }
            return !acquired.records().isEmpty();
        } catch (KafkaException | LinkageError damaged) {
            AcquiredRecords.offsets(data).keySet().forEach(
                    offset -> link.session.settle(partition, offset, AcknowledgeType.RELEASE.id));
            link.notBeforeMs = Transport.now() + LONG_BACKOFF_MS;
            health.failed(damaged);
            return false;
        }
    }

    private void unreadable(Link link, TopicIdPartition partition, Errors error) {
        switch (error) {
            case TOPIC_AUTHORIZATION_FAILED -> health.failed(error.exception("topic " + partition.topic()));
            default -> LOG.debug("{} cannot be read from {}: {}", partition, link.node, error);
        }
        lost(link.session.lose(partition));
        link.notBeforeMs = Transport.now() + BACKOFF_MS;
        metadata.requestUpdate(true);
    }

    private void acknowledge(Link link, long now) {
        link.underWay = true;
        transport.send(
                link.node,
                new ShareAcknowledgeRequest.Builder(link.session.acknowledge(now + lockMs / (2 * RENEWALS_PER_LOCK))),
                response -> {
                    link.underWay = false;
                    acknowledged(link, response);
                });
    }

    private void acknowledged(Link link, ClientResponse response) {
        Optional<KafkaException> failure = Transport.failure(response);
        if (failure.isPresent()) {
            broken(link, failure.get());
            return;
        }
        ShareAcknowledgeResponseData answer = ((ShareAcknowledgeResponse) response.responseBody()).data();
        Errors error = Errors.forCode(answer.errorCode());
        if (error != Errors.NONE) {
            broken(link, error.exception(answer.errorMessage()));
            return;
        }
        Map<TopicIdPartition, Errors> failures = new HashMap<>();
        answer.responses().forEach(topic -> topic.partitions().forEach(partition ->
                link.session.partition(topic.topicId(), partition.partitionIndex()).ifPresent(
                        known -> failures.put(known, Errors.forCode(partition.errorCode())))));
        answered(link, failures);
    }

    private void answered(Link link, Map<TopicIdPartition, Errors> failures) {
        BrokerSession.Refusals refusals = link.session.answered(failures, renewAtMs(), Transport.now() + BACKOFF_MS);
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

    private void broken(Link link, KafkaException why) {
        long backoffMs = BACKOFF_MS;
        switch (Errors.forException(why)) {
            case SHARE_SESSION_NOT_FOUND, INVALID_SHARE_SESSION_EPOCH, NETWORK_EXCEPTION ->
                LOG.debug("the session with {} is over: {}", link.node, why.toString());
            default -> {
                backoffMs = LONG_BACKOFF_MS;
                health.failed(why);
            }
        }
        link.notBeforeMs = Transport.now() + backoffMs;
        metadata.requestUpdate(true);
        lost(link.session.broken());
    }

    private void lost(List<HeldRecord> records) {
        records.forEach(taker::lost);
    }

    /** A connection that ended while nothing was asked. */
    private void checkConnection(Link link, long now) {
        if (!link.underWay && transport.disconnected(link.node)) {
            transport.refusal(link.node).ifPresent(health::failed);
            if (link.session.open()) {
                broken(link, Errors.NETWORK_EXCEPTION.exception());
            }
        }
    }

    private void checkLeaders(Link link) {
        for (TopicIdPartition partition : List.copyOf(link.session.partitionsHeld())) {
            Optional<Node> leader = metadata.currentLeader(partition.topicPartition()).leader;
            if (leader.isPresent() && leader.get().id() != link.node.id()) {
                lost(link.session.lose(partition));
            }
        }
    }

    private Map<Integer, List<TopicIdPartition>> partitionsByLeader() {
        Map<Integer, List<TopicIdPartition>> byLeader = new HashMap<>();
        Map<Uuid, String> names = metadata.topicNames();
        coordination.assignment().forEach((topicId, partitions) -> {
            String name = names.get(topicId);
            for (int partition : partitions) {
                Optional<Node> leader = name == null
                        ? Optional.empty() : metadata.currentLeader(new TopicPartition(name, partition)).leader;
                if (leader.isEmpty()) {
                    metadata.requestUpdate(false);
                } else if (topics.contains(name)) {
                    Link link = links.computeIfAbsent(
                            leader.get().id(), _ -> new Link(leader.get(), new BrokerSession(groupId, memberId)));
                    link.node = leader.get();
                    byLeader.computeIfAbsent(leader.get().id(), _ -> new ArrayList<>())
                            .add(new TopicIdPartition(topicId, partition, name));
                }
            }
        });
        return byLeader;
    }

    /** Says goodbye to brokers and coordinator, as far as they are there. */
    private void leave() {
        long endMs = Transport.now() + GOODBYE.toMillis();
        boolean said = false;
        while (Transport.now() < endMs) {
            for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
                command.run();
            }
            links.values().stream().filter(link -> !link.underWay && link.session.open() && !link.session.closing())
                    .filter(link -> transport.ready(link.node)).forEach(this::goodbye);
            if (!said && links.values().stream().noneMatch(link -> link.underWay)) {
                said = true;
                coordination.goodbye();
            }
            if (said && !coordination.underWay()) {
                return;
            }
            transport.poll(BACKOFF_MS);
        }
    }

    private void goodbye(Link link) {
        link.underWay = true;
        transport.send(link.node, new ShareAcknowledgeRequest.Builder(link.session.goodbye()), _ -> link.underWay = false);
    }
}
