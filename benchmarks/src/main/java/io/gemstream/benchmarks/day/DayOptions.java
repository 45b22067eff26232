package io.gemstream.benchmarks.day;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is simulated. A seed fixes who asks what and when, and what is killed when, not the timing of processes.
 *
 * @param length into which the day is compressed
 * @param seed of all that is drawn
 * @param workers processes
 * @param slots of each worker
 * @param tokenizers processes
 * @param gateways processes
 * @param brokers processes
 * @param stepMs that a step of the engine takes, whatever the number of its sequences
 * @param prefillRate tokens of prompts a second, in addition
 * @param night share of the workers' slots that is in use on average when least is asked for
 * @param noon the same when most is asked for, bursts not counted
 * @param bursts spells in which ten times as much is asked for
 * @param kills processes that are killed in a minute
 * @param mostWait gemstream.gateway.max-backlog
 * @param port the first of some forty
 */
record DayOptions(Duration length, long seed, int workers, int slots, int tokenizers, int gateways, int brokers,
        double stepMs, double prefillRate, double night, double noon, int bursts, double kills, Duration mostWait, int port) {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("seed", "1"), Map.entry("workers", "10"), Map.entry("slots", "8"), Map.entry("tokenizers", "4"),
            Map.entry("gateways", "3"), Map.entry("brokers", "3"), Map.entry("step-ms", "100"),
            Map.entry("prefill-rate", "20000"), Map.entry("night", "0.3"), Map.entry("noon", "0.9"),
            Map.entry("bursts", "6"), Map.entry("kills", "2.5"), Map.entry("most-wait-s", "30"), Map.entry("port", "19000"));

    /** Reads {@code [minutes] [--name value]...}. */
    static DayOptions parse(List<String> args) {
        Map<String, String> values = new HashMap<>(DEFAULTS);
        int first = args.isEmpty() || args.getFirst().startsWith("--") ? 0 : 1;
        for (int i = first; i < args.size(); i += 2) {
            String name = args.get(i).replaceFirst("^--", "");
            if (!DEFAULTS.containsKey(name) || i + 1 == args.size()) {
                throw new IllegalArgumentException(args.get(i) + " (expected: a value behind one of --"
                        + String.join(", --", DEFAULTS.keySet().stream().sorted().toList()) + ")");
            }
            values.put(name, args.get(i + 1));
        }
        return new DayOptions(seconds(first == 0 ? 20 * 60 : Double.parseDouble(args.getFirst()) * 60),
                Long.parseLong(values.get("seed")), Integer.parseInt(values.get("workers")),
                Integer.parseInt(values.get("slots")), Integer.parseInt(values.get("tokenizers")),
                Integer.parseInt(values.get("gateways")), Integer.parseInt(values.get("brokers")),
                Double.parseDouble(values.get("step-ms")), Double.parseDouble(values.get("prefill-rate")),
                Double.parseDouble(values.get("night")), Double.parseDouble(values.get("noon")),
                Integer.parseInt(values.get("bursts")), Double.parseDouble(values.get("kills")),
                seconds(Double.parseDouble(values.get("most-wait-s"))), Integer.parseInt(values.get("port")));
    }

    double seconds() {
        return length.toMillis() / 1e3;
    }

    int allSlots() {
        return workers * slots;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }
}
