package io.gemstream.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts how requests ended; keeps the first faults, and prints each as it comes. Thread-safe. */
final class FuzzReport {

    private static final int MOST_FAULTS = 200;
    private static final int LONGEST_FAULT = 3_000;

    private final FuzzSettings settings;
    private final long startNs = System.nanoTime();
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private long faultCount;
    private long asked;
    private long generations;
    private long slow;

    FuzzReport(FuzzSettings settings) {
        this.settings = settings;
    }

    /** One request has ended. */
    synchronized void ended(String door, String outcome) {
        asked++;
        outcomes.merge(door + " " + outcome, 1L, Long::sum);
    }

    /** One accepted generation is known to have ended. */
    synchronized void generationEnded() {
        generations++;
    }

    synchronized void fault(String what) {
        faultCount++;
        if (faults.size() < MOST_FAULTS) {
            String cut = what.length() > LONGEST_FAULT ? what.substring(0, LONGEST_FAULT) + "..." : what;
            faults.add(cut);
            System.out.println("fuzz: fault: " + cut);
        }
    }

    /** A caller has lost patience and cancelled. */
    synchronized void slow() {
        slow++;
    }

    synchronized long faults() {
        return faultCount;
    }

    synchronized long asked() {
        return asked;
    }

    synchronized String progress() {
        double seconds = (System.nanoTime() - startNs) / 1e9;
        return "fuzz: %d requests in %.0f s (%.0f/s), %d accepted generations ended, %d requests cancelled for taking long, %d faults".formatted(
                asked, seconds, asked / seconds, generations, slow, faultCount);
    }

    synchronized String text() {
        StringBuilder text = new StringBuilder(progress()).append(", seed ").append(settings.seed()).append('\n');
        outcomes.forEach((outcome, count) -> text.append("%9d  %s%n".formatted(count, outcome)));
        faults.forEach(fault -> text.append("fault: ").append(fault).append('\n'));
        return text.toString();
    }

    void write(Path file) throws IOException {
        Files.writeString(file, text());
    }
}
