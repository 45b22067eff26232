package io.gemstream.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes results as a table to read and as JSON. */
record ComparisonReport(
        ComparisonOptions options, String cpu, String peerBuild, MachineLimits limits, List<Rounds> rounds) {

    String markdown() {
        StringBuilder text = new StringBuilder(format(
                "%s; %d threads, profile %s, kernels in %s, KV cache in %s; against %s; %d turns each. %s%n%n",
                cpu, options.threads(), options.profile().label(),
                options.instructions().map(Enum::name).orElse("Java"), options.kvFormat().label(), options.peer(),
                options.turns(), limits.text()));
        if (!peerBuild.isEmpty()) {
            text.append(format("%s was built with: %s%n%n", options.peer(), peerBuild));
        }
        text.append(format("| model | order | ours tok/s | theirs tok/s | ratio (lowest-highest) | of the bound |%n"));
        text.append(format("|---|---|---|---|---|---|%n"));
        for (Rounds round : rounds) {
            MachineLimits.Bound bound = limits.bound(round.work());
            text.append(format("| %s | %s | %.1f (%.1f-%.1f) | %.1f (%.1f-%.1f) | **%.2f** (%.2f-%.2f) | %s |%n",
                    round.model().getFileName(), round.benchCase(),
                    round.ours().at(50), round.ours().at(0), round.ours().at(100),
                    round.theirs().at(50), round.theirs().at(0), round.theirs().at(100),
                    round.ratio().at(50), round.ratio().at(0),
                    round.ratio().at(100), Double.isNaN(bound.seconds())
                            ? "-"
                            : format("%.0f %% of %s", 100 * round.shareOf(bound), bound.resource())));
        }
        return text.toString();
    }

    String json() {
        return format("""
                {"cpu": "%s", "instructions": "%s", "peer": "%s", "peer_build": "%s",
                 "threads": %d, "profile": "%s", "kv_format": "%s", "turns": %d,
                 "limits": {"gb_per_s": %s, "gmac_per_s": %s},
                 "orders": [%s]}
                """, cpu, options.instructions().map(Enum::name).orElse("none"), options.peer(), peerBuild,
                options.threads(), options.profile().label(), options.kvFormat().label(),
                options.turns(), number(limits.gigabytesPerSecond()), number(limits.gigamacsPerSecond()),
                rounds.stream().map(this::json).collect(Collectors.joining(",\n  ")));
    }

    private String json(Rounds round) {
        MachineLimits.Bound bound = limits.bound(round.work());
        return format("""
                {"model": "%s", "order": "%s", "ours_tok_s": %s, "theirs_tok_s": %s, "ratio": %s, \
                "bound": "%s", "share_of_bound": %s}""",
                round.model().getFileName(), round.benchCase(),
                json(round.ours()), json(round.theirs()), json(round.ratio()),
                bound.resource(), number(round.shareOf(bound)));
    }

    private static String json(Percentiles sample) {
        return format("{\"median\": %.4f, \"lowest\": %.4f, \"highest\": %.4f}", sample.at(50), sample.at(0),
                sample.at(100));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "null" : format("%.2f", value);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
