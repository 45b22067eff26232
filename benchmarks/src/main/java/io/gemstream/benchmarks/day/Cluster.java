package io.gemstream.benchmarks.day;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.GemstreamException;
import io.gemstream.proto.HostPort;
import io.gemstream.proto.Tenant;
import io.gemstream.proto.v1.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.Uuid;

/** Brokers, gateways, tokenizers and workers, a process each. */
final class Cluster implements AutoCloseable {

    static final String MODEL = "simulated";

    private static final Duration SERVING_LIMIT = Duration.ofMinutes(5);
    private static final Duration IN_SYNC_LIMIT = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(500);

    private final DayOptions options;
    private final Path folder;
    private final Path model;
    private final List<Member> members = new ArrayList<>();
    private final Admin admin;

    private Cluster(DayOptions options, Path folder, Path model) {
        this.options = options;
        this.folder = folder;
        this.model = model;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers(), "request.timeout.ms", 5_000,
                "default.api.timeout.ms", 10_000, "reconnect.backoff.max.ms", 500));
    }

    /**
     * Starts all of it and waits until every gateway knows every worker and tokenizer.
     *
     * @param folder for data and logs
     */
    static Cluster start(DayOptions options, Path folder, Path model) throws IOException, InterruptedException {
        Cluster cluster = new Cluster(options, folder, model);
        try {
            cluster.launch(Kind.BROKER, options.brokers());
            cluster.launch(Kind.GATEWAY, options.gateways());
            cluster.launch(Kind.TOKENIZER, options.tokenizers());
            cluster.launch(Kind.WORKER, options.workers());
            cluster.awaitServing();
            return cluster;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    List<Member> members(Kind kind) {
        return members.stream().filter(member -> member.kind() == kind).toList();
    }

    List<Member> members() {
        return members;
    }

    List<HostPort> gateways() {
        return ports(0, options.gateways()).toList();
    }

    /** Where a gateway says its metrics. */
    String metrics(int gateway) {
        return "http://127.0.0.1:" + (options.port() + 10 + gateway) + "/q/metrics";
    }

    String bootstrapServers() {
        return ports(20, options.brokers()).map(HostPort::toString).collect(Collectors.joining(","));
    }

    Admin admin() {
        return admin;
    }

    /** Waits until every record is on all brokers that should have it, so that another may die. */
    void awaitInSync() throws IOException, InterruptedException {
        long limit = System.nanoTime() + IN_SYNC_LIMIT.toNanos();
        while (!inSync()) {
            if (System.nanoTime() > limit) {
                throw new IOException("the brokers did not get in sync");
            }
            Thread.sleep(POLL);
        }
    }

    private boolean inSync() throws InterruptedException {
        try {
            return admin.describeTopics(admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get())
                    .allTopicNames().get().values().stream().flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition -> partition.isr().size() == options.brokers());
        } catch (ExecutionException notYet) {
            return false;
        }
    }

    private void launch(Kind kind, int count) throws IOException, InterruptedException {
        for (int number = 0; number < count; number++) {
            members.add(Member.start(kind, number, folder, kind == Kind.BROKER ? broker(number) : service(kind, number)));
        }
        for (Member member : members(kind)) {
            member.awaitStarted();
        }
    }

    private List<String> broker(int number) {
        String voters = IntStream.range(0, options.brokers())
                .mapToObj(node -> node + "@127.0.0.1:" + (options.port() + 30 + node)).collect(Collectors.joining(","));
        return List.of("-jar", jar("standalone"), "broker", "--kafka-port", Integer.toString(options.port() + 20 + number),
                "--data", folder.resolve("broker-" + number).toString(), "--node-id", Integer.toString(number),
                "--voters", voters, "--cluster-id", new Uuid(0, options.seed()).toString());
    }

    private List<String> service(Kind kind, int number) {
        List<String> own = new ArrayList<>(List.of("-Dkafka.bootstrap.servers=" + bootstrapServers(),
                "-Dquarkus.http.host=127.0.0.1", "-Dgemstream.models." + MODEL + "=" + model,
                "-Dgemstream.topics.affinity=" + options.workers()));
        switch (kind) {
            case GATEWAY -> own.addAll(List.of("-Dquarkus.http.port=" + (options.port() + 10 + number),
                    "-Dquarkus.grpc.server.port=" + (options.port() + number),
                    "-Dgemstream.gateway.max-backlog=" + options.mostWait().toSeconds() + "s", "-jar", jar("gateway")));
            case TOKENIZER -> own.addAll(List.of("-Dquarkus.http.port=0", "-jar", jar("tokenizer-service")));
            case WORKER -> own.addAll(List.of("-Dquarkus.http.port=0", "-Dgemstream.worker.threads=1",
                    "--add-modules=jdk.incubator.vector", "-Dgemstream.worker.slots=" + options.slots(),
                    "-Dgemstream.worker.warm-up=0s", "-Dsimulated.step-ms=" + options.stepMs(),
                    "-Dsimulated.prefill-tokens-per-second=" + options.prefillRate(),
                    "-jar", jar("benchmarks/simulated-worker")));
            case BROKER -> throw new IllegalArgumentException(kind.name());
        }
        return own;
    }

    private static String jar(String module) {
        return Path.of(module, "target", "quarkus-app", "quarkus-run.jar").toString();
    }

    private void awaitServing() throws IOException, InterruptedException {
        long limit = System.nanoTime() + SERVING_LIMIT.toNanos();
        for (HostPort gateway : gateways()) {
            try (GemstreamClient client = GemstreamClient.connect(List.of(gateway), Tenant.DEFAULT)) {
                while (!serves(client)) {
                    if (System.nanoTime() > limit || members.stream().anyMatch(member -> !member.isAlive())) {
                        throw new IOException("the cluster did not come up; the logs are in " + folder);
                    }
                    Thread.sleep(POLL);
                }
            }
        }
    }

    private boolean serves(GemstreamClient client) {
        try {
            List<Model> models = client.models(Duration.ofSeconds(5));
            return models.size() == 1 && models.getFirst().getWorkersCount() == options.workers()
                    && models.getFirst().getTokenizers() == options.tokenizers();
        } catch (GemstreamException notYet) {
            return false;
        }
    }

    private Stream<HostPort> ports(int first, int count) {
        return IntStream.range(0, count).mapToObj(i -> new HostPort("127.0.0.1", options.port() + first + i));
    }

    /** Services first, which want to say goodbye to their brokers. */
    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
        for (boolean brokers : new boolean[] {false, true}) {
            List<Member> some = members.stream().filter(member -> (member.kind() == Kind.BROKER) == brokers).toList();
            some.forEach(Member::terminate);
            some.forEach(Member::close);
        }
    }
}
