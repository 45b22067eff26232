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
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
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
    /** When a broker is asked for whom nothing was left. */
    private static final long NEXT_TURN_MS = 25;
    private static final long LONGEST_TURN_MS = 500;
    private static final long BACKOFF_MS = 100;
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
    private final Map<Integer, BrokerLink> links = new HashMap<>();
    private final Queue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private Phase phase = Phase.TAKING;

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
        tell(() -> links.values().forEach(link -> link.settle(record, type)));
    }

    /** Looks at once how many records are wanted. */
    public void wanted() {
        tell(() -> links.values().forEach(link -> link.fetchAt(0)));
    }

    /** Takes no further record, and leaves the group when it holds none any more. */
    public void retire() {
        tell(this::stopTaking);
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

    private void obey() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            command.run();
        }
    }

    private void stopTaking() {
        phase = phase == Phase.TAKING ? Phase.RETIRED : phase;
    }

    private void run() {
        try (transport) {
            while (phase == Phase.TAKING
                    || phase == Phase.RETIRED && !links.values().stream().allMatch(BrokerLink::idle)) {
                turn();
            }
            leave();
        } catch (RuntimeException | Error fault) {
            LOG.error("member {} of {} has ended", memberId, groupId, fault);
            health.failed(fault);
        } finally {
            links.values().forEach(BrokerLink::abandon);
        }
    }

    private void turn() {
        obey();
        long now = Transport.now();
        long next = Math.min(now + LONGEST_TURN_MS, coordination.turn(now));
        if (coordination.refused()) {
            stopTaking();
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
        List<BrokerLink> askable = new ArrayList<>();
        long next = Long.MAX_VALUE;
        for (BrokerLink link : links.values()) {
            link.checkConnection();
            link.checkLeaders();
            long due = link.dueMs(phase == Phase.TAKING && partitions.containsKey(link.brokerId()));
            if (link.underWay()) {
                continue;
            }
            if (due > now) {
                next = Math.min(next, due);
            } else if (!link.ready()) {
                next = Math.min(next, now + BACKOFF_MS);
            } else if (!link.acknowledgeDue(now)) {
                askable.add(link);
            }
        }
        ask(askable, partitions, now);
        return next;
    }

    /** The brokers that were asked longest ago come first, and all get a part of what is wanted. */
    private void ask(List<BrokerLink> askable, Map<Integer, List<TopicIdPartition>> partitions, long now) {
        int wanted = phase == Phase.TAKING
                ? taker.wanted() - links.values().stream().mapToInt(BrokerLink::asked).sum() : 0;
        askable.sort(Comparator.comparingLong(BrokerLink::fetchedAtMs));
        for (int i = 0; i < askable.size(); i++) {
            BrokerLink link = askable.get(i);
            List<TopicIdPartition> own = partitions.getOrDefault(link.brokerId(), List.of());
            boolean asks = !own.isEmpty() && link.mayFetch(now);
            if (asks && wanted > 0) {
                int share = Math.max(1, wanted / (askable.size() - i));
                link.fetch(own, share, now);
                wanted -= share;
                continue;
            }
            link.acknowledgeSettled(now);
            if (asks) {
                // Where nothing is spoken for, whoever wants a record says so.
                boolean spokenFor = links.values().stream().anyMatch(other -> other.asked() > 0);
                link.fetchAt(spokenFor ? now + NEXT_TURN_MS : Long.MAX_VALUE);
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
                    links.computeIfAbsent(leader.get().id(), _ -> link(leader.get())).at(leader.get());
                    byLeader.computeIfAbsent(leader.get().id(), _ -> new ArrayList<>())
                            .add(new TopicIdPartition(topicId, partition, name));
                }
            }
        });
        return byLeader;
    }

    private BrokerLink link(Node broker) {
        return new BrokerLink(
                broker, new BrokerSession(groupId, memberId), transport, metadata, taker, health, maxBytes);
    }

    /** Says goodbye to brokers and coordinator, as far as they are there. */
    private void leave() {
        long endMs = Transport.now() + GOODBYE.toMillis();
        boolean said = false;
        while (Transport.now() < endMs) {
            obey();
            links.values().forEach(BrokerLink::goodbye);
            if (!said && links.values().stream().noneMatch(BrokerLink::underWay)) {
                said = true;
                coordination.goodbye();
            }
            if (said && !coordination.underWay()) {
                return;
            }
            transport.poll(BACKOFF_MS);
        }
    }
}
