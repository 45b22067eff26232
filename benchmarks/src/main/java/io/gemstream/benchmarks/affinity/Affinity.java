package io.gemstream.benchmarks.affinity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures the gain from sending a task to the worker that has the beginning of its prompt (ADR 18): hit ratio and time
 * to first token of conversations over several workers, against the same pipeline without. The two take turns; each run
 * starts all processes anew, so that no cache is warm.
 */
public final class Affinity {

    /** Streams per worker: half of its slots, so that a queue is the exception. */
    private static final int STREAMS = Fleet.SLOTS / 2;

    private Affinity() {}

    /** Arguments: workers, conversations, rounds, model file, folder for data and logs. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int workers = Integer.parseInt(args[0]);
        int conversations = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        Path model = Path.of(args[3]).toAbsolutePath();
        Map<Placement, List<Turn>> all = new EnumMap<>(Placement.class);
        for (int round = 1; round <= rounds; round++) {
            for (Placement placement : round % 2 == 1 ? List.of(Placement.PREFIX, Placement.ANY)
                    : List.of(Placement.ANY, Placement.PREFIX)) {
                List<Turn> turns = run(model, workers, conversations, placement,
                        Files.createDirectories(Path.of(args[4], round + "-" + placement)));
                print("round " + round, placement, turns);
                all.computeIfAbsent(placement, _ -> new ArrayList<>()).addAll(turns);
            }
        }
        System.out.printf(Locale.ROOT, "%d workers, %d conversations at a time%n", workers, workers * STREAMS);
        all.forEach((placement, turns) -> print("all", placement, turns));
    }

    private static List<Turn> run(Path model, int workers, int conversations, Placement placement, Path folder)
            throws IOException, InterruptedException {
        try (Fleet fleet = Fleet.start(model, workers, placement, folder)) {
            Conversations clients = new Conversations(fleet.stub(), workers * STREAMS);
            clients.run(conversations, clients.streams());
            return clients.run(0, conversations);
        }
    }

    private static void print(String what, Placement placement, List<Turn> turns) {
        System.out.printf(Locale.ROOT, "%-8s %-6s %s%n", what, placement.name().toLowerCase(Locale.ROOT),
                Turn.report(turns));
    }
}
