package io.gemstream.benchmarks;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures what it costs that a generation is a durable log: throughput through the whole pipeline against that of the
 * engine alone, which gets as many generations at a time and forgets them. Runs alternate, so that whatever else the
 * machine does meets both.
 */
public final class Durability {

    private static final int[] STREAMS = {8, 32};
    private static final int SLOTS = 32;
    private static final int PROMPT = 32;
    private static final int TOKENS = 64;

    private Durability() {}

    /** Arguments: gateway, model file, generations per run, runs of each side. */
    public static void main(String[] args) {
        ManagedChannel channel = ManagedChannelBuilder.forTarget(args[0]).usePlaintext().build();
        Requests requests = new Requests();
        int generations = Integer.parseInt(args[2]);
        int runs = Integer.parseInt(args[3]);
        try (EngineSide engine = EngineSide.load(Path.of(args[1]), SLOTS, requests, PROMPT, TOKENS)) {
            List<Contender> contenders = List.of(engine, new PipelineSide(channel, requests, PROMPT, TOKENS));
            contenders.forEach(contender -> contender.run(SLOTS, generations));
            for (int streams : STREAMS) {
                compare(contenders, streams, generations, runs);
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static void compare(List<Contender> contenders, int streams, int generations, int runs) {
        System.out.printf(Locale.ROOT, "%d streams, %d generations of %d + %d tokens a run%n", streams, generations, PROMPT,
                TOKENS);
        List<List<Double>> seconds = Stream.<List<Double>>generate(ArrayList::new).limit(contenders.size()).toList();
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < contenders.size(); i++) {
                // Who begins alternates, too.
                int side = run % 2 == 0 ? i : contenders.size() - 1 - i;
                seconds.get(side).add(contenders.get(side).run(streams, generations));
            }
        }
        List<Percentiles> rates = seconds.stream()
                .map(times -> Percentiles.of(times.stream().mapToDouble(s -> generations / s).toArray())).toList();
        for (int side = 0; side < contenders.size(); side++) {
            Percentiles rate = rates.get(side);
            System.out.printf(Locale.ROOT,
                    "  %-14s median %9.1f tokens/s   %8.2f requests/s   from %9.1f to %9.1f tokens/s in %d runs%n",
                    contenders.get(side).name(), rate.at(50) * TOKENS, rate.at(50), rate.at(0) * TOKENS,
                    rate.at(100) * TOKENS, runs);
        }
        System.out.printf(Locale.ROOT, "  %s / %s: %.3f%n", contenders.getLast().name(), contenders.getFirst().name(),
                rates.getLast().at(50) / rates.getFirst().at(50));
    }
}
