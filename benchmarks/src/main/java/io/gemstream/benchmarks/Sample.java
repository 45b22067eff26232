package io.gemstream.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Collects samples of latencies, with one latency for each name. Those that did not measure what they should are only
 * counted.
 */
final class Sample {

    private final List<String> names;
    private final List<double[]> rows = new ArrayList<>();
    private int leftOut;

    Sample(String... names) {
        this.names = List.of(names);
    }

    /**
     * @param counts whether the generation ended where it was meant to
     * @param ms one for each name
     */
    void add(boolean counts, double... ms) {
        if (counts) {
            rows.add(ms);
        } else {
            leftOut++;
        }
    }

    int count() {
        return rows.size();
    }

    void print(String title) {
        System.out.printf(Locale.ROOT, "%s: %d samples, %d left out%n", title, rows.size(), leftOut);
        for (int i = 0; i < names.size() && !rows.isEmpty(); i++) {
            int name = i;
            Percentiles ms = Percentiles.of(rows.stream().mapToDouble(row -> row[name]).toArray());
            System.out.printf(Locale.ROOT, "  %-28s p50 %9.2f ms   p99 %9.2f ms   max %9.2f ms%n", names.get(i),
                    ms.at(50), ms.at(99), ms.at(100));
        }
    }
}
