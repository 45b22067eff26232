package io.gemstream.service.kafka;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** Admits each log line once a minute; lines that differ only in numbers are the same. Thread-safe. */
final class RepeatedLineFilter {

    private static final long SILENCE_NS = Duration.ofMinutes(1).toNanos();
    private static final int REMEMBERED = 500;
    private static final int LONGEST = 300;
    private static final Pattern NUMBERS = Pattern.compile("\\d+");

    private final LongSupplier nowNs;
    /** The time at which each line was admitted last, the earliest first. */
    private final LinkedHashMap<String, Long> admitted = new LinkedHashMap<>();

    /** @param nowNs as {@link System#nanoTime} */
    RepeatedLineFilter(LongSupplier nowNs) {
        this.nowNs = nowNs;
    }

    /** Whether a line may be written: the first of its kind in a minute. */
    boolean admits(String line) {
        String kind = NUMBERS.matcher(line.substring(0, Math.min(line.length(), LONGEST))).replaceAll("#");
        long now = nowNs.getAsLong();
        synchronized (admitted) {
            Long before = admitted.get(kind);
            if (before != null && now - before < SILENCE_NS) {
                return false;
            }
            admitted.putLast(kind, now);
            Map.Entry<String, Long> earliest = admitted.firstEntry();
            if (admitted.size() > REMEMBERED || now - earliest.getValue() >= SILENCE_NS) {
                admitted.pollFirstEntry();
            }
            return true;
        }
    }
}
