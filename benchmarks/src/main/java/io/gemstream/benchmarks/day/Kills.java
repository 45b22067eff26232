package io.gemstream.benchmarks.day;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Kills processes with SIGKILL at times that are drawn, each kind once before the rest is drawn by weight, and starts them
 * again. Of one kind one at a time is away: another of it dies when that is back, and of brokers when they are in sync.
 */
final class Kills {

    /** No kill falls into the first and the last part of the day. */
    private static final double EDGE = 0.05;

    /**
     * A kill that was done.
     *
     * @param atMs milliseconds since 1970
     * @param backMs until the process served again; of a broker, until all were in sync
     */
    record Kill(Kind kind, String name, long atMs, long backMs) {}

    private record Planned(long atMs, Kind kind, int number) {}

    private final Cluster cluster;
    private final List<Planned> planned = new ArrayList<>();
    private final Map<Kind, Semaphore> oneAway = new EnumMap<>(Kind.class);
    private final List<Kill> done = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Kills(Cluster cluster, DayOptions options) {
        this.cluster = cluster;
        SplittableRandom random = new SplittableRandom(~options.seed());
        long count = Math.round(options.kills() * options.seconds() / 60);
        List<Long> times = new ArrayList<>(random.doubles(count, EDGE, 1 - EDGE)
                .mapToObj(part -> (long) (part * options.length().toMillis())).sorted().toList());
        for (int i = 0; i < count; i++) {
            Kind kind = i < Kind.values().length ? Kind.values()[i] : draw(random);
            planned.add(new Planned(times.get(i), kind, random.nextInt(cluster.members(kind).size())));
        }
        for (Kind kind : Kind.values()) {
            oneAway.put(kind, new Semaphore(1));
        }
    }

    /** Does them from now on, in threads of its own. */
    void begin() {
        long startNs = System.nanoTime();
        for (Planned kill : planned) {
            threads.execute(() -> {
                try {
                    Thread.sleep(Math.max(0, kill.atMs() - (System.nanoTime() - startNs) / 1_000_000));
                    strike(kill);
                } catch (InterruptedException over) {
                    // The day has ended before its turn came.
                } catch (IOException failed) {
                    synchronized (this) {
                        failures.add(failed.getMessage());
                    }
                }
            });
        }
    }

    /** Those whose process is back. */
    synchronized List<Kill> done() {
        return List.copyOf(done);
    }

    /** Processes that did not come back. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Waits until whatever is away is back; what was not killed yet never is. Once. */
    void end() throws InterruptedException {
        for (Kind kind : Kind.values()) {
            oneAway.get(kind).acquire();
        }
        threads.shutdownNow();
    }

    private void strike(Planned kill) throws IOException, InterruptedException {
        oneAway.get(kill.kind()).acquire();
        try {
            Member member = cluster.members(kill.kind()).get(kill.number());
            long atMs = System.currentTimeMillis();
            member.kill();
            Thread.sleep(kill.kind().away());
            member.restart();
            member.awaitStarted();
            if (kill.kind() == Kind.BROKER) {
                cluster.awaitInSync();
            }
            synchronized (this) {
                done.add(new Kill(kill.kind(), member.name(), atMs, System.currentTimeMillis() - atMs));
            }
        } finally {
            oneAway.get(kill.kind()).release();
        }
    }

    private static Kind draw(SplittableRandom random) {
        int sum = 0;
        for (Kind kind : Kind.values()) {
            sum += kind.weight();
        }
        int rest = random.nextInt(sum);
        for (Kind kind : Kind.values()) {
            rest -= kind.weight();
            if (rest < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("weights");
    }
}
