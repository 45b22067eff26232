package io.gemstream.benchmarks.day;

import io.gemstream.benchmarks.Percentiles;
import io.gemstream.proto.Lane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Writes what became of a day, as Markdown with plots beside it. */
final class DayReport {

    private static final double MINUTE_MS = 60_000;
    /** A wait that was said or true for so long is one. */
    private static final double A_WAIT_S = 1;

    private final DayOptions options;
    private final Trace trace;
    private final long beganMs;
    private final List<Reading> readings;
    private final List<Moment> moments;
    private final List<Kills.Kill> kills;
    private final LogAudit audit;
    private final Verdict verdict;
    private final StringBuilder text = new StringBuilder();

    DayReport(DayOptions options, Trace trace, long beganMs, List<Reading> readings, List<Moment> moments,
            List<Kills.Kill> kills, LogAudit audit, Verdict verdict) {
        this.options = options;
        this.trace = trace;
        this.beganMs = beganMs;
        this.readings = readings;
        this.moments = moments;
        this.kills = kills.stream().sorted(Comparator.comparingLong(Kills.Kill::atMs)).toList();
        this.audit = audit;
        this.verdict = verdict;
    }

    /** @param folder for report.md and its plots */
    void write(Path folder) throws IOException {
        conditions();
        verdict();
        load(folder);
        firstTokens(folder);
        fairness(folder);
        estimates(folder);
        recoveries();
        processor(folder);
        Files.writeString(folder.resolve("report.md"), text);
    }

    private void conditions() {
        line("# A day in %.0f minutes", options.seconds() / 60);
        line("");
        line("%d workers of %d slots, %d tokenizers, %d gateways, %d brokers, a process each, and the clients in one more, on"
                + " %d processors. Every JVM runs with -XX:+UseSerialGC -XX:TieredStopAtLevel=1, workers and tokenizers"
                + " with %d MiB of heap, gateways with %d, brokers with %d. A step of the simulated engine takes %.0f ms and"
                + " %.0f tokens of prompts a second more. Seed %d. Most estimated wait: %d s.", options.workers(),
                options.slots(), options.tokenizers(), options.gateways(), options.brokers(),
                Runtime.getRuntime().availableProcessors(), Kind.WORKER.heapMib(), Kind.GATEWAY.heapMib(),
                Kind.BROKER.heapMib(), options.stepMs(), options.prefillRate(), options.seed(),
                options.mostWait().toSeconds());
        line("");
    }

    private void verdict() {
        line("## What became of the requests");
        line("");
        line("| requests | tokens | lost | repeated | different | failures | attempts beyond the first | records in the log"
                + " | refused |");
        line("|---|---|---|---|---|---|---|---|---|");
        line("| %,d | %,d | %d | %d | %d | %d | %,d | %,d | %,d |", verdict.requests(), verdict.tokens(), verdict.lost(),
                verdict.repeated(), verdict.different(), verdict.failures().size(),
                audit.logs().values().stream().mapToInt(log -> Math.max(0, log.attempts() - 1)).sum(), audit.records(),
                readings.stream().mapToInt(reading -> sum(reading.refusals())).sum());
        line("");
        Map<String, Integer> reasons = new TreeMap<>();
        readings.forEach(reading -> reading.refusals().forEach((reason, times) -> reasons.merge(reason, times, Integer::sum)));
        reasons.forEach((reason, times) -> line("- refused with `%s`: %,d times, %,d requests", reason, times,
                readings.stream().filter(reading -> reading.refusals().containsKey(reason)).count()));
        verdict.failures().stream().limit(50).forEach(failure -> line("- **%s**", failure));
        line("");
    }

    private void load(Path folder) throws IOException {
        line("## Load");
        line("");
        line("| | arrivals/s | tokens/s | running | waiting |");
        line("|---|---|---|---|---|");
        List<Moment> day = moments.stream().filter(moment -> minute(moment.atMs()) < options.seconds() / 60).toList();
        row("median", day, 50);
        row("p90", day, 90);
        row("most", day, 100);
        line("");
        trace.bursts().stream().sorted(Comparator.comparingLong(Trace.Burst::atMs)).forEach(burst -> line(
                "- burst of %s at minute %.1f, %.1f s", Party.ALL.get(burst.party()).tenant().name(),
                burst.atMs() / MINUTE_MS, (burst.untilMs() - burst.atMs()) / 1e3));
        line("");
        Plots.lines(folder.resolve("load.svg"), "Requests", "requests", List.of(
                series("arrivals a second", Moment::arrivals), series("running", Moment::running),
                series("waiting", Moment::backlog), series("refusals a second", Moment::refusals)));
        image("load");
    }

    private void row(String name, List<Moment> day, double percent) {
        line("| %s | %.0f | %.0f | %.0f | %.0f |", name, at(day, Moment::arrivals, percent), at(day, Moment::tokens, percent),
                at(day, Moment::running, percent), at(day, Moment::backlog, percent));
    }

    private void firstTokens(Path folder) throws IOException {
        line("## Seconds to the first token");
        line("");
        line("From the first time it was asked, refusals and pauses included; and from the moment a gateway took it.");
        line("");
        line("| lane | tenant | requests | asked: p50 | p99 | taken: p50 | p99 | refused |");
        line("|---|---|---|---|---|---|---|---|");
        for (Lane lane : Lane.values()) {
            List<Reading> ofLane = begun().filter(reading -> reading.asked().lane() == lane).toList();
            firstTokens(lane, "all", ofLane);
            for (int party = 0; party < Party.ALL.size(); party++) {
                int own = party;
                firstTokens(lane, Party.ALL.get(party).tenant().name(),
                        ofLane.stream().filter(reading -> reading.asked().party() == own).toList());
            }
        }
        line("");
        List<Plots.Series> points = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            List<Reading> some = begun().filter(reading -> reading.asked().lane() == lane).toList();
            points.add(new Plots.Series(name(lane), some.stream().map(reading -> minute(reading.beganMs())).toList(),
                    some.stream().map(reading -> Math.max(0.01, sinceAsked(reading))).toList()));
        }
        Plots.points(folder.resolve("first-token.svg"), "Seconds to the first token", "minutes", "s", points, true);
        image("first-token");
    }

    private void firstTokens(Lane lane, String who, List<Reading> some) {
        if (!some.isEmpty()) {
            Percentiles asked = Percentiles.of(some.stream().mapToDouble(DayReport::sinceAsked).toArray());
            Percentiles taken = Percentiles.of(some.stream().mapToDouble(
                    reading -> (reading.tokenTimesMs().getFirst() - reading.acceptedMs()) / 1e3).toArray());
            line("| %s | %s | %,d | %.2f | %.2f | %.2f | %.2f | %d |", name(lane), who, some.size(), asked.at(50),
                    asked.at(99), taken.at(50), taken.at(99),
                    some.stream().mapToInt(reading -> sum(reading.refusals())).sum());
        }
    }

    private void fairness(Path folder) throws IOException {
        // A tenant with a fifth of a window of waiting requests has some that are held back.
        List<Fairness.Spell> spells = Fairness.spells(moments, readings, Math.max(1, options.allSlots() / 5));
        line("## Fairness");
        line("");
        line("Jain's index over spells of 10 s, of the tenants that had at least %d requests waiting in the lane all the"
                + " time: tokens of prompt and answer of the generations that began.", Math.max(1, options.allSlots() / 5));
        line("");
        line("| lane | spells | mean | least | tokens of each tenant in all spells |");
        line("|---|---|---|---|---|");
        for (Lane lane : Lane.values()) {
            List<Fairness.Spell> some = spells.stream().filter(spell -> spell.lane() == lane).toList();
            if (!some.isEmpty()) {
                line("| %s | %d | %.3f | %.3f | %s |", name(lane), some.size(),
                        some.stream().mapToDouble(Fairness.Spell::jain).average().orElseThrow(),
                        some.stream().mapToDouble(Fairness.Spell::jain).min().orElseThrow(), shares(some));
            }
        }
        line("");
        Plots.points(folder.resolve("fairness.svg"), "Jain's index", "minutes", "", Arrays.stream(Lane.values())
                .map(lane -> {
                    List<Fairness.Spell> some = spells.stream().filter(spell -> spell.lane() == lane).toList();
                    return new Plots.Series(name(lane), some.stream().map(spell -> minute(spell.atMs())).toList(),
                            some.stream().map(Fairness.Spell::jain).toList());
                }).toList(), false);
        if (!spells.isEmpty()) {
            image("fairness");
        }
    }

    private static String shares(List<Fairness.Spell> spells) {
        return String.join(", ", IntStream.range(0, Party.ALL.size())
                .filter(party -> spells.stream().anyMatch(spell -> spell.tokens()[party] >= 0))
                .mapToObj(party -> String.format(Locale.ROOT, "%s %,d in %d", Party.ALL.get(party).tenant().name(),
                        spells.stream().mapToLong(spell -> Math.max(0, spell.tokens()[party])).sum(),
                        spells.stream().filter(spell -> spell.tokens()[party] >= 0).count())).toList());
    }

    private void estimates(Path folder) throws IOException {
        List<WaitErrors.Pair> all = WaitErrors.pairs(moments, readings, audit.logs());
        List<WaitErrors.Pair> pairs = all.stream()
                .filter(pair -> pair.said() >= A_WAIT_S || pair.was() >= A_WAIT_S).toList();
        line("## Estimated waits against true ones");
        line("");
        line("`gemstream_gateway_backlog_seconds` of the gateway that was asked, no older than 1.5 s, against the time until a"
                + " worker began, of requests of the tenant with the most waiting. Where either is over %.0f s; of the other"
                + " %,d requests neither was.", A_WAIT_S, all.size() - pairs.size());
        line("");
        line("| lane | requests | true: p50 | p90 | said minus true: p10 | p50 | p90 | said / true: p10 | p50 | p90 |");
        line("|---|---|---|---|---|---|---|---|---|---|");
        for (Lane lane : Lane.values()) {
            List<WaitErrors.Pair> some = pairs.stream().filter(pair -> pair.lane() == lane).toList();
            if (!some.isEmpty()) {
                Percentiles was = Percentiles.of(some.stream().mapToDouble(WaitErrors.Pair::was).toArray());
                Percentiles error = Percentiles.of(some.stream().mapToDouble(pair -> pair.said() - pair.was()).toArray());
                Percentiles ratio = Percentiles.of(some.stream()
                        .mapToDouble(pair -> pair.said() / Math.max(0.1, pair.was())).toArray());
                line("| %s | %,d | %.1f | %.1f | %.1f | %.1f | %.1f | %.2f | %.2f | %.2f |", name(lane), some.size(),
                        was.at(50), was.at(90), error.at(10), error.at(50), error.at(90), ratio.at(10), ratio.at(50),
                        ratio.at(90));
            }
        }
        line("");
        for (Lane lane : Lane.values()) {
            List<WaitErrors.Pair> some = all.stream().filter(pair -> pair.lane() == lane)
                    .sorted(Comparator.comparingLong(WaitErrors.Pair::atMs)).toList();
            List<Double> x = some.stream().map(pair -> minute(pair.atMs())).toList();
            Plots.points(folder.resolve("wait-" + name(lane) + ".svg"), "Waits, " + name(lane), "minutes", "s", List.of(
                    new Plots.Series("true", x, some.stream().map(WaitErrors.Pair::was).toList()),
                    new Plots.Series("said", x, some.stream().map(WaitErrors.Pair::said).toList())), false);
            image("wait-" + name(lane));
        }
    }

    private void recoveries() {
        line("## Kills");
        line("");
        line("| minute | process | back after, s | streams that ran | silent for over %.0f s | longest silence, s"
                + " | longest time in which no request began, s |", options.stepMs() / 100);
        line("|---|---|---|---|---|---|---|");
        List<Recoveries.Felt> felt = Recoveries.of(kills, readings, options.stepMs());
        felt.forEach(one -> line("| %.1f | %s | %.1f | %d | %d | %.2f | %.2f |", minute(one.kill().atMs()),
                one.kill().name(), one.kill().backMs() / 1e3, one.running(), one.disturbed(), one.longestMs() / 1e3,
                one.noBeginMs() / 1e3));
        line("");
        line("| kind | kills | back after: p50, most | longest silence: p50, most | no request began: p50, most |");
        line("|---|---|---|---|---|");
        for (Kind kind : Kind.values()) {
            List<Recoveries.Felt> some = felt.stream().filter(one -> one.kill().kind() == kind).toList();
            if (!some.isEmpty()) {
                line("| %s | %d | %s | %s | %s |", name(kind), some.size(),
                        middleAndMost(some, one -> one.kill().backMs()), middleAndMost(some, Recoveries.Felt::longestMs),
                        middleAndMost(some, Recoveries.Felt::noBeginMs));
            }
        }
        line("");
    }

    private static String middleAndMost(List<Recoveries.Felt> felt, ToDoubleFunction<Recoveries.Felt> ms) {
        Percentiles all = Percentiles.of(felt.stream().mapToDouble(ms).toArray());
        return String.format(Locale.ROOT, "%.2f, %.2f s", all.at(50) / 1e3, all.at(100) / 1e3);
    }

    private void processor(Path folder) throws IOException {
        line("## Processor");
        line("");
        line("Of %d processors, restarts included; the machine's is everybody's who was on it.",
                Runtime.getRuntime().availableProcessors());
        line("");
        line("| | mean | p90 of seconds |");
        line("|---|---|---|");
        List<Plots.Series> lines = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            cpu(name(kind) + "s", moment -> moment.cpuSeconds().get(kind), lines);
        }
        cpu("clients", Moment::clientSeconds, lines);
        cpu("all of these", moment -> moment.clientSeconds()
                + moment.cpuSeconds().values().stream().mapToDouble(Double::doubleValue).sum(), lines);
        cpu("the machine", Moment::machineSeconds, lines);
        line("");
        Plots.lines(folder.resolve("processor.svg"), "Processors in use", "processors", lines);
        image("processor");
    }

    private void cpu(String name, ToDoubleFunction<Moment> seconds, List<Plots.Series> lines) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int i = 1; i < moments.size(); i++) {
            double used = seconds.applyAsDouble(moments.get(i)) - seconds.applyAsDouble(moments.get(i - 1));
            x.add(minute(moments.get(i).atMs()));
            y.add(Math.max(0, used * 1e3 / Math.max(1, moments.get(i).atMs() - moments.get(i - 1).atMs())));
        }
        line("| %s | %.2f | %.2f |", name, y.stream().mapToDouble(Double::doubleValue).average().orElse(0),
                Percentiles.of(y.stream().mapToDouble(Double::doubleValue).toArray()).at(90));
        lines.add(new Plots.Series(name, x, y));
    }

    private Stream<Reading> begun() {
        return readings.stream().filter(reading -> !reading.tokenTimesMs().isEmpty());
    }

    private Plots.Series series(String name, ToDoubleFunction<Moment> value) {
        return new Plots.Series(name, moments.stream().map(moment -> minute(moment.atMs())).toList(),
                moments.stream().map(value::applyAsDouble).toList());
    }

    private static double at(List<Moment> some, ToDoubleFunction<Moment> value, double percent) {
        return Percentiles.of(some.stream().mapToDouble(value).toArray()).at(percent);
    }

    private static double sinceAsked(Reading reading) {
        return (reading.tokenTimesMs().getFirst() - reading.beganMs()) / 1e3;
    }

    private static int sum(Map<String, Integer> times) {
        return times.values().stream().mapToInt(Integer::intValue).sum();
    }

    private double minute(long ms) {
        return (ms - beganMs) / MINUTE_MS;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void image(String name) {
        line("![%s](%s.svg)", name, name);
        line("");
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
