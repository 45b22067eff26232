package io.gemstream.benchmarks.day;

import io.gemstream.benchmarks.CpuTime;
import io.gemstream.proto.Lane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Writes down every second what is the case, until closed. */
final class Observer implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Pattern ESTIMATE = Pattern.compile(
            "(?m)^gemstream_gateway_backlog_seconds\\{.*lane=\"(\\w+)\".*} (\\S+)$");
    /** Ticks of the kernel's clock in /proc/stat. */
    private static final double TICKS = 100;

    private final Cluster cluster;
    private final DayOptions options;
    private final Waiting counts;
    private final AtomicInteger arrivals;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Moment> moments = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("observer").unstarted(this::observe);
    private volatile boolean closed;

    /** @param arrivals requests that were asked so far */
    Observer(Cluster cluster, DayOptions options, Waiting counts, AtomicInteger arrivals) {
        this.cluster = cluster;
        this.options = options;
        this.counts = counts;
        this.arrivals = arrivals;
        thread.start();
    }

    /** All so far. */
    synchronized List<Moment> moments() {
        return List.copyOf(moments);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
        http.close();
    }

    private void observe() {
        int arrived = 0;
        int refused = 0;
        long tokens = 0;
        try {
            for (long next = System.nanoTime(); !closed; next += PERIOD.toNanos()) {
                TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
                int arrivedNow = arrivals.get();
                int refusedNow = counts.refusals();
                long tokensNow = counts.tokens();
                add(arrivedNow - arrived, refusedNow - refused, tokensNow - tokens);
                arrived = arrivedNow;
                refused = refusedNow;
                tokens = tokensNow;
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(int arrived, int refused, long tokens) throws InterruptedException {
        Map<Lane, int[]> waiting = new EnumMap<>(Lane.class);
        for (Lane lane : Lane.values()) {
            waiting.put(lane, counts.of(lane));
        }
        Map<Kind, Double> cpu = new EnumMap<>(Kind.class);
        for (Member member : cluster.members()) {
            cpu.merge(member.kind(), member.cpuSeconds(), Double::sum);
        }
        Moment moment = new Moment(System.currentTimeMillis(), arrived, refused, tokens, waiting, counts.running(),
                estimates(), cpu, CpuTime.seconds(ProcessHandle.current()), machineSeconds());
        synchronized (this) {
            moments.add(moment);
        }
    }

    private List<Map<Lane, Double>> estimates() throws InterruptedException {
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, options.gateways())
                .mapToObj(gateway -> http.sendAsync(HttpRequest.newBuilder(URI.create(cluster.metrics(gateway)))
                        .timeout(PERIOD.dividedBy(2)).build(), HttpResponse.BodyHandlers.ofString())).toList();
        List<Map<Lane, Double>> estimates = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            Map<Lane, Double> said = new EnumMap<>(Lane.class);
            try {
                Matcher matcher = ESTIMATE.matcher(answer.get(PERIOD.toMillis(), TimeUnit.MILLISECONDS).body());
                while (matcher.find()) {
                    said.put(Lane.valueOf(matcher.group(1).toUpperCase(java.util.Locale.ROOT)),
                            Double.parseDouble(matcher.group(2)));
                }
            } catch (ExecutionException | TimeoutException away) {
                // Killed, or not there yet: it says nothing.
            }
            estimates.add(said);
        }
        return estimates;
    }

    /** User, nice, system, IRQs and stolen time of all processors. */
    private static double machineSeconds() {
        try {
            long[] fields = Arrays.stream(Files.readAllLines(Path.of("/proc/stat")).getFirst().split("\\s+")).skip(1)
                    .mapToLong(Long::parseLong).toArray();
            return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6] + fields[7]) / TICKS;
        } catch (IOException elsewhere) {
            return Double.NaN;
        }
    }
}
