package io.gemstream.benchmarks.day;

import java.util.List;
import java.util.Optional;

/** What clients felt of a kill. */
final class Recoveries {

    /** A stream is disturbed by a silence of so many steps of the engine. */
    private static final int DISTURBED_STEPS = 10;
    /** A stream that was silent for longer before the kill was disturbed by something else. */
    private static final long RUNNING_MS = 1_000;

    private Recoveries() {}

    /**
     * What was felt.
     *
     * @param running streams that ran when the process was killed
     * @param disturbed those of them that were silent for longer than a second afterwards
     * @param longestMs from the kill to the next token, of the stream that waited longest
     * @param noBeginMs longest time without a first token of any request, of the pauses that began within a second of the
     *     kill
     */
    record Felt(Kills.Kill kill, int running, int disturbed, long longestMs, long noBeginMs) {}

    static List<Felt> of(List<Kills.Kill> kills, List<Reading> readings, double stepMs) {
        long[] begins = readings.stream().filter(reading -> !reading.tokenTimesMs().isEmpty())
                .mapToLong(reading -> reading.tokenTimesMs().getFirst()).sorted().toArray();
        return kills.stream().map(kill -> of(kill, readings, begins, (long) (DISTURBED_STEPS * stepMs))).toList();
    }

    private static Felt of(Kills.Kill kill, List<Reading> readings, long[] begins, long disturbedMs) {
        List<Long> silences = readings.stream().map(reading -> silence(reading, kill.atMs()))
                .flatMap(Optional::stream).toList();
        long noBegin = 0;
        for (int i = 1; i < begins.length; i++) {
            // The pause that the kill falls into, or one that begins right after it.
            if (begins[i] > kill.atMs() && begins[i - 1] < kill.atMs() + RUNNING_MS) {
                noBegin = Math.max(noBegin, begins[i] - Math.max(begins[i - 1], kill.atMs()));
            }
        }
        return new Felt(kill, silences.size(), (int) silences.stream().filter(silence -> silence > disturbedMs).count(),
                silences.stream().mapToLong(Long::longValue).max().orElse(0), noBegin);
    }

    /** From the kill to the next token; empty where the stream did not run. */
    private static Optional<Long> silence(Reading reading, long killMs) {
        List<Long> times = reading.tokenTimesMs();
        if (times.size() < 2 || times.getFirst() > killMs || times.getLast() < killMs) {
            return Optional.empty();
        }
        for (int i = 1; i < times.size(); i++) {
            if (times.get(i) > killMs) {
                return killMs - times.get(i - 1) < RUNNING_MS ? Optional.of(times.get(i) - killMs) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
