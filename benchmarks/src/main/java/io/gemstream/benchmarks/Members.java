package io.gemstream.benchmarks;

import io.gemstream.proto.Topics;
import io.gemstream.service.cluster.TopicProvisioner;
import io.gemstream.service.kafka.KafkaClients;
import io.gemstream.service.kafka.TopicReaders;
import io.gemstream.service.share.HeldRecord;
import io.gemstream.service.share.RecordTaker;
import io.gemstream.service.share.ShareMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Measures members of one share group as workers are, without workers: how soon they have as many tasks as they have slots, what
 * it costs to hold them, and how soon as many others.
 */
public final class Members {

    private static final String MODEL = "members";
    private static final String GROUP = Topics.workerGroup(MODEL);
    private static final String SHARED = Topics.tasks(MODEL);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration LOCK = Duration.ofSeconds(30);
    private static final int TASK_BYTES = 600;
    /** Of five tasks one comes by the topic that all read. */
    private static final int PARTS = 5;

    private Members() {}

    /** A worker's slots, all of which stay busy until they are emptied. */
    private static final class Slots implements RecordTaker {

        private final int count;
        private final Set<HeldRecord> busy = ConcurrentHashMap.newKeySet();
        private final AtomicInteger lost = new AtomicInteger();

        private Slots(int count) {
            this.count = count;
        }

        @Override
        public int wanted() {
            return count - busy.size();
        }

        @Override
        public void take(HeldRecord record) {
            busy.add(record);
        }

        @Override
        public void lost(HeldRecord record) {
            busy.remove(record);
            lost.incrementAndGet();
        }
    }

    /** Arguments: address of a broker, its process, workers, slots of each, seconds for which tasks are held. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        ProcessHandle broker = ProcessHandle.of(Long.parseLong(args[1])).orElseThrow();
        int workers = Integer.parseInt(args[2]);
        int slots = Integer.parseInt(args[3]);
        Duration hold = Duration.ofSeconds(Long.parseLong(args[4]));
        KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", args[0]), new TopicReaders());
        List<String> topics = IntStream.range(0, workers).mapToObj(worker -> Topics.affinity(worker, MODEL)).toList();
        prepare(clients, topics);
        List<Slots> all = IntStream.range(0, workers).mapToObj(_ -> new Slots(slots)).toList();
        List<ShareMember> members = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            members.add(ShareMember.join(
                    clients.ofShareMember("member-" + i, GROUP), GROUP, List.of(SHARED, topics.get(i)), Optional.empty(),
                    all.get(i), clients.reader("tasks")));
        }
        try (Producer<String, byte[]> producer = clients.producer("members", Map.of("linger.ms", 5))) {
            fill("first", producer, topics, all, slots);
            double before = CpuTime.seconds(broker);
            double ownBefore = CpuTime.seconds(ProcessHandle.current());
            Thread.sleep(hold.toMillis());
            System.out.printf(Locale.ROOT,
                    "held %d for %d s: %d lost, CPU of the broker %.1f %%, of all members %.1f %%%n",
                    busy(all), hold.toSeconds(), lost(all), 100 * (CpuTime.seconds(broker) - before) / hold.toSeconds(),
                    100 * (CpuTime.seconds(ProcessHandle.current()) - ownBefore) / hold.toSeconds());
            for (int i = 0; i < workers; i++) {
                for (HeldRecord record : List.copyOf(all.get(i).busy)) {
                    all.get(i).busy.remove(record);
                    members.get(i).settle(record, AcknowledgeType.ACCEPT);
                }
            }
            fill("second", producer, topics, all, slots);
        }
        System.out.printf(Locale.ROOT, "threads %d, lost %d%n",
                Thread.getAllStackTraces().keySet().stream().filter(one -> one.getName().startsWith("member-")).count(),
                lost(all));
        members.forEach(ShareMember::close);
    }

    /** First what only one member each can take, then what all can. */
    private static void fill(
            String which, Producer<String, byte[]> producer, List<String> topics, List<Slots> all, int slots)
            throws InterruptedException {
        int tasks = topics.size() * slots;
        int shared = tasks / PARTS;
        long start = System.nanoTime();
        for (int i = 0; i < tasks - shared; i++) {
            producer.send(task(topics.get(i % topics.size()), which + i));
        }
        await(all, tasks - shared);
        for (int i = tasks - shared; i < tasks; i++) {
            producer.send(task(SHARED, which + i));
        }
        await(all, tasks);
        System.out.printf(Locale.ROOT, "%s %d tasks: written and taken in %.2f s%n",
                which, tasks, (System.nanoTime() - start) / 1e9);
    }

    private static ProducerRecord<String, byte[]> task(String topic, String id) {
        return new ProducerRecord<>(topic, 0, id, new byte[TASK_BYTES]);
    }

    private static void await(List<Slots> all, int tasks) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (busy(all) < tasks) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(busy(all) + " of " + tasks + " tasks were taken in " + LIMIT);
            }
            Thread.sleep(5);
        }
    }

    private static int busy(List<Slots> all) {
        return all.stream().mapToInt(some -> some.busy.size()).sum();
    }

    private static int lost(List<Slots> all) {
        return all.stream().mapToInt(some -> some.lost.get()).sum();
    }

    private static void prepare(KafkaClients clients, List<String> topics) throws InterruptedException, ExecutionException {
        try (Admin admin = clients.admin("members-admin")) {
            admin.createTopics(Stream.concat(Stream.of(SHARED), topics.stream())
                    .map(topic -> new NewTopic(topic, 1, (short) 1)).toList()).all().get();
            TopicProvisioner.ensureWorkerGroup(admin, MODEL, topics.size(), LOCK);
        }
    }
}
