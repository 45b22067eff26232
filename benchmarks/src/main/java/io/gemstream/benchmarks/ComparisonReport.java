package io.gemstream.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results as a table to read and as JSON. */
record ComparisonReport(
        ComparisonOptions options, MachineLimits limits, List<Turns> turns, List<Footprint> footprints) {

    String markdown() {
        StringBuilder text = new StringBuilder(format(
                "%d threads, profile %s, KV cache in %s; against %s; %d rounds in turns. Limits of the machine, by our"
                        + " kernels alone: %.1f GB/s read, %.0f GMAC/s.%n%n",
                options.threads(), options.profile().label(), options.kvFormat().label(), options.peer(),
                options.rounds(), limits.gigabytesPerSecond(), limits.gigamacsPerSecond()));
        text.append(format("| model | order | ours tok/s | theirs tok/s | ratio (lowest-highest) | GB/s | GMAC/s |%n"));
        text.append(format("|---|---|---|---|---|---|---|%n"));
        for (Turns t : turns) {
            text.append(format("| %s | %s | %.1f | %.1f | **%.2f** (%.2f-%.2f) | %.1f | %.0f |%n",
                    t.model().getFileName(), t.order(), t.ourTokensPerSecond(), t.theirTokensPerSecond(),
                    t.ratio().at(50), t.ratio().at(0), t.ratio().at(100), t.gigabytesPerSecond(),
                    t.gigamacsPerSecond()));
        }
        if (!footprints.isEmpty()) {
            text.append(format("%n| model | server | ready after s | resident MiB |%n|---|---|---|---|%n"));
            for (Footprint f : footprints) {
                text.append(format("| %s | %s | %.1f | %d |%n", f.model().getFileName(), f.server(),
                        f.readySeconds(), f.residentBytes() >> 20));
            }
        }
        return text.toString();
    }

    String json() {
        return format("""
                {"peer": "%s", "threads": %d, "profile": "%s", "kv_format": "%s", "rounds": %d,
                 "limits": {"gb_per_s": %s, "gmac_per_s": %s},
                 "orders": [%s],
                 "servers": [%s]}
                """, options.peer(), options.threads(), options.profile().label(), options.kvFormat().label(),
                options.rounds(), number(limits.gigabytesPerSecond()), number(limits.gigamacsPerSecond()),
                turns.stream().map(ComparisonReport::json).collect(Collectors.joining(",\n  ")),
                footprints.stream().map(ComparisonReport::json).collect(Collectors.joining(",\n  ")));
    }

    private static String json(Turns t) {
        return format("""
                {"model": "%s", "order": "%s", "ours_tok_s": %.3f, "theirs_tok_s": %.3f, "ratio": %.4f, \
                "ratio_lowest": %.4f, "ratio_highest": %.4f, "gb_per_s": %.2f, "gmac_per_s": %.2f}""",
                t.model().getFileName(), t.order(), t.ourTokensPerSecond(), t.theirTokensPerSecond(),
                t.ratio().at(50), t.ratio().at(0), t.ratio().at(100), t.gigabytesPerSecond(), t.gigamacsPerSecond());
    }

    private static String json(Footprint f) {
        return format("""
                {"model": "%s", "server": "%s", "ready_s": %.2f, "resident_bytes": %d}""",
                f.model().getFileName(), f.server(), f.readySeconds(), f.residentBytes());
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "null" : format("%.2f", value);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
