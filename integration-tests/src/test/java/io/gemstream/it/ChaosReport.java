package io.gemstream.it;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a chaos run.
 *
 * @param seed of the run
 * @param elapsedMs from the first request to the last answer
 * @param generations asked for
 * @param outcomes readings by their end; there are more than generations, since some are read by two
 * @param tokens that were compared
 * @param faults by kind
 * @param duplicateSubmissions requests sent twice at once under one key
 * @param reconnects hops to another gateway with a cursor, by choice
 * @param lost tokens that did not come
 * @param repeated tokens that came again
 * @param different tokens, or texts, that an undisturbed run does not have
 * @param failures readings that ended otherwise than they may
 * @param recovery by kind of fault
 * @param broken what broke the run itself: something that was hit and did not come back, a client that did not end
 */
record ChaosReport(long seed, long elapsedMs, int generations, Map<ChaosStream.Outcome, Integer> outcomes, long tokens,
        Map<ChaosFaults.Kind, Integer> faults, int duplicateSubmissions, int reconnects, long lost, long repeated,
        long different, List<String> failures, Map<ChaosFaults.Kind, Recovery> recovery, List<String> broken) {

    /**
     * Over the streams that had tokens in the second before a fault: time from the fault to the next token. A tokenizer
     * is missed by others: by those that waited for their first token.
     *
     * @param faults after which some stream was running
     * @param p50Ms half of the faults' slowest streams went on sooner
     */
    record Recovery(int faults, long p50Ms, long p99Ms, long maxMs) {

        static Recovery of(List<Long> sortedMs) {
            return new Recovery(sortedMs.size(), at(sortedMs, 50), at(sortedMs, 99), at(sortedMs, 100));
        }

        private static long at(List<Long> sorted, int percent) {
            return sorted.isEmpty() ? 0 : sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
        }
    }

    static ChaosReport of(ChaosSettings settings, long elapsedMs, int generations, ChaosClient client,
            List<ChaosFaults.Struck> struck, List<String> broken) {
        Collection<ChaosStream> streams = client.streams();
        Map<ChaosStream.Outcome, Integer> outcomes = new EnumMap<>(ChaosStream.Outcome.class);
        streams.forEach(stream -> outcomes.merge(stream.outcome(), 1, Integer::sum));
        Map<ChaosFaults.Kind, Integer> faults = new EnumMap<>(ChaosFaults.Kind.class);
        struck.forEach(fault -> faults.merge(fault.kind(), 1, Integer::sum));
        return new ChaosReport(settings.seed(), elapsedMs, generations, outcomes,
                streams.stream().mapToLong(ChaosStream::received).sum(), faults, client.duplicates(),
                client.reconnects(), streams.stream().mapToLong(ChaosStream::lost).sum(),
                streams.stream().mapToLong(ChaosStream::repeated).sum(),
                streams.stream().mapToLong(ChaosStream::different).sum(),
                streams.stream().map(ChaosStream::failure).flatMap(Optional::stream).toList(),
                recovery(streams, struck), List.copyOf(broken));
    }

    private static Map<ChaosFaults.Kind, Recovery> recovery(
            Collection<ChaosStream> streams, List<ChaosFaults.Struck> struck) {
        Map<ChaosFaults.Kind, List<Long>> slowestMs = new EnumMap<>(ChaosFaults.Kind.class);
        for (ChaosFaults.Struck fault : struck) {
            LongSummaryStatistics silences = streams.stream().map(stream -> fault.silenceNs(stream))
                    .flatMap(Optional::stream).mapToLong(Long::longValue).summaryStatistics();
            if (silences.getCount() > 0) {
                slowestMs.computeIfAbsent(fault.kind(), _ -> new ArrayList<>()).add(silences.getMax() / 1_000_000);
            }
        }
        Map<ChaosFaults.Kind, Recovery> recovery = new EnumMap<>(ChaosFaults.Kind.class);
        slowestMs.forEach((kind, times) -> recovery.put(kind, Recovery.of(times.stream().sorted().toList())));
        return recovery;
    }

    /** Writes it as {@code <name>.txt} and {@code <name>.json}. */
    void write(Path folder, String name) throws IOException {
        Files.writeString(folder.resolve(name + ".txt"), text());
        Files.writeString(folder.resolve(name + ".json"),
                new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(this) + "\n");
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("chaos, seed %d: %d generations in %.1f s, %d tokens checked%n".formatted(
                seed, generations, elapsedMs / 1e3, tokens));
        text.append("faults: %s%n".formatted(faults));
        text.append("readings: %s, %d sent twice, %d hops between gateways%n".formatted(
                outcomes, duplicateSubmissions, reconnects));
        text.append("tokens: %d lost, %d repeated, %d different; %d readings failed%n".formatted(
                lost, repeated, different, failures.size()));
        recovery.forEach((kind, times) -> text.append("recovery from %-14s p50 %6d ms, p99 %6d ms, max %6d ms (%d)%n".formatted(
                kind, times.p50Ms(), times.p99Ms(), times.maxMs(), times.faults())));
        failures.forEach(failure -> text.append("failed: ").append(failure).append('\n'));
        broken.forEach(cause -> text.append("broken: ").append(cause).append('\n'));
        return text.toString();
    }
}
