package io.gemstream.benchmarks;

import io.gemstream.gemma.GemmaModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Our backend against another engine on the same file, machine and number of threads. The two take turns, round after
 * round, so that what else the machine does falls on both; the ratio is taken within a round.
 */
public final class PeerComparison {

    private PeerComparison() {}

    /** Arguments: the peer, then those of {@link ComparisonOptions#USAGE}. Run from the root of the repository. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ComparisonOptions options;
        try {
            options = ComparisonOptions.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + ComparisonOptions.USAGE);
            System.exit(64);
            return;
        }
        MachineLimits limits = MachineLimits.measure(options.threads());
        List<Turns> turns = new ArrayList<>();
        List<Footprint> footprints = new ArrayList<>();
        for (var model : options.models().entrySet()) {
            turns.addAll(compare(options, model.getKey(), model.getValue()));
            if (options.servers()) {
                footprints.addAll(Footprint.measure(options, model.getKey()));
            }
        }
        ComparisonReport report = new ComparisonReport(options, limits, turns, footprints);
        System.out.println(report.markdown());
        if (options.out().isPresent()) {
            Files.writeString(Path.of(options.out().get() + ".md"), report.markdown());
            Files.writeString(Path.of(options.out().get() + ".json"), report.json());
        }
    }

    private static List<Turns> compare(ComparisonOptions options, Path model, List<Order> orders) {
        int streams = orders.stream().mapToInt(Order::streams).max().orElse(1);
        List<Turns> all = new ArrayList<>();
        try (EngineTiming ours = EngineTiming.open(GemmaModel.load(model), options.cpu(), options.clock(), streams);
                PeerProcess theirs = PeerProcess.start(options.command(model, streams))) {
            for (Order order : orders) {
                double[] mine = new double[options.rounds()];
                double[] others = new double[options.rounds()];
                ours.seconds(order); // a round to warm up
                theirs.seconds(order);
                for (int i = 0; i < options.rounds(); i++) {
                    mine[i] = ours.seconds(order);
                    others[i] = theirs.seconds(order);
                }
                Turns turns = new Turns(model, order, mine, others, ours.work(order));
                System.err.printf(Locale.ROOT, "%s, %s: %.2f%n", model.getFileName(), order, turns.ratio().at(50));
                all.add(turns);
            }
        }
        return all;
    }
}
