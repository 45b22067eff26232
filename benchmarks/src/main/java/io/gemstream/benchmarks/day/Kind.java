package io.gemstream.benchmarks.day;

import java.time.Duration;

/** The kinds of processes. */
enum Kind {
    BROKER("Kafka is up", 320, 2, Duration.ofSeconds(8)),
    GATEWAY("Installed features: ", 192, 2, Duration.ofSeconds(2)),
    TOKENIZER("Installed features: ", 96, 2, Duration.ofSeconds(2)),
    WORKER("Installed features: ", 96, 5, Duration.ofSeconds(2));

    private final String started;
    private final int heapMib;
    private final int weight;
    private final Duration away;

    Kind(String started, int heapMib, int weight, Duration away) {
        this.started = started;
        this.heapMib = heapMib;
        this.weight = weight;
        this.away = away;
    }

    /** What it prints when it serves. */
    String started() {
        return started;
    }

    int heapMib() {
        return heapMib;
    }

    /** How often it is killed, against others. */
    int weight() {
        return weight;
    }

    /** From its death to its next start, as a supervisor's restart takes. */
    Duration away() {
        return away;
    }
}
