package io.gemstream.benchmarks;

import io.gemstream.client.GemstreamClient;
import io.gemstream.proto.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Measures bursts of generations that all come at once: on a worker that has just started, and on the same later. */
public final class Bursts {

    private static final int PROMPT_TOKENS = 16;
    private static final int TOKENS = 16;

    private Bursts() {}

    /** Arguments: target, streams at once, bursts. */
    public static void main(String[] args) {
        int streams = Integer.parseInt(args[1]);
        Requests requests = new Requests();
        try (GemstreamClient client = GemstreamClient.connect(List.of(HostPort.parse(args[0])))) {
            for (int burst = 1; burst <= Integer.parseInt(args[2]); burst++) {
                run("burst " + burst, streams, requests, client);
            }
        }
    }

    /** Sends one, waits for its end, and prints how it went. */
    static void run(String name, int streams, Requests requests, GemstreamClient client) {
        long start = System.nanoTime();
        List<TimedGeneration> all = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            all.add(TimedGeneration.start(client, requests.next(PROMPT_TOKENS, TOKENS)));
        }
        double sent = (System.nanoTime() - start) / 1e9;
        double done = all.stream().mapToLong(TimedGeneration::awaitEnd).max().orElseThrow();
        double[] first = all.stream().filter(one -> one.tokens() > 0)
                .mapToDouble(one -> (one.awaitFirstToken() - start) / 1e9).toArray();
        long failed = all.stream().filter(one -> one.tokens() != TOKENS).count();
        Percentiles percentiles = Percentiles.of(first.length == 0 ? new double[] {Double.NaN} : first);
        System.out.printf(Locale.ROOT,
                "%s: %d streams, sent in %.2f s, first token p50 %.2f s, p99 %.2f s, last %.2f s, all done in %.2f s,"
                        + " %d failed%n",
                name, streams, sent, percentiles.at(50), percentiles.at(99), percentiles.at(100), (done - start) / 1e9, failed);
        all.stream().flatMap(one -> one.failure().stream()).collect(Collectors.groupingBy(
                why -> why, TreeMap::new, Collectors.counting())).forEach((why, count) ->
                System.out.printf(Locale.ROOT, "  %d: %s%n", count, why));
    }
}
