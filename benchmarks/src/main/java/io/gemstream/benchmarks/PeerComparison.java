package io.gemstream.benchmarks;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.standalone.bench.BenchCase;
import io.gemstream.standalone.bench.EngineTiming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Compares our backend with another engine on the same file, machine and number of threads. The two take turns, so that
 * what else the machine does falls on both; the ratio is taken within a turn. Both are warm: each has done an order for
 * some seconds before it is timed, which is what a compiler at run time takes.
 */
public final class PeerComparison {

    private static final double WARM_UP_SECONDS = 4;
    /** Between two turns: threads that have just finished look out for more work for up to some tenths of a second. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private PeerComparison() {}

    /**
     * Arguments: the peer, then those of {@link ComparisonOptions#USAGE}. Run from the root of the repository. Exits
     * with 0 only when all of it was measured.
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ComparisonOptions options;
        try {
            options = ComparisonOptions.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + ComparisonOptions.USAGE);
            System.exit(64);
            return;
        }
        Instant begin = Instant.now();
        progress(begin, "limits of the machine");
        MachineLimits limits = MachineLimits.measure(options.threads(), options.instructions());
        List<Rounds> rounds = new ArrayList<>();
        Set<String> peers = new LinkedHashSet<>();
        for (var model : options.models().entrySet()) {
            rounds.addAll(compare(options, model.getKey(), model.getValue(), begin, peers));
        }
        ComparisonReport report = new ComparisonReport(options, cpu(), String.join("; ", peers), limits, rounds);
        System.out.println(report.markdown());
        if (options.out().isPresent()) {
            Files.writeString(Path.of(options.out().get() + ".md"), report.markdown());
            Files.writeString(Path.of(options.out().get() + ".json"), report.json());
        }
    }

    /** What the system calls its processor. */
    private static String cpu() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(info)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(info)) {
            return lines.filter(line -> line.startsWith("model name")).findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse(System.getProperty("os.arch"));
        }
    }

    private static List<Rounds> compare(
            ComparisonOptions options, Path file, List<BenchCase> cases, Instant begin, Set<String> peers)
            throws InterruptedException {
        int streams = cases.stream().mapToInt(BenchCase::streams).max().orElse(1);
        List<Rounds> all = new ArrayList<>();
        progress(begin, file.getFileName() + ": loading");
        try (GemmaModel model = GemmaModel.load(file);
                CpuBackend backend = CpuBackend.create(model.config(), model.weights(), options.cpu());
                PeerProcess theirs = PeerProcess.start(options.command(file))) {
            peers.add(theirs.description());
            EngineTiming ours = new EngineTiming(backend, options.clock(), streams);
            for (BenchCase benchCase : cases) {
                double[] mine = new double[options.turns()];
                double[] others = new double[options.turns()];
                progress(begin, file.getFileName() + ", " + benchCase + ": warming up");
                warmUp(ours::seconds, benchCase);
                warmUp(theirs::seconds, benchCase);
                for (int i = 0; i < mine.length; i++) {
                    mine[i] = rested(ours::seconds, benchCase);
                    others[i] = rested(theirs::seconds, benchCase);
                    progress(begin, String.format(Locale.ROOT, "%s, %s: turn %d of %d, %.1f and %.1f tokens/s",
                            file.getFileName(), benchCase, i + 1, mine.length, benchCase.tokens() / mine[i],
                            benchCase.tokens() / others[i]));
                }
                all.add(new Rounds(file, benchCase, mine, others,
                        CaseWork.of(benchCase, model.config(), model.weights(), options.cpu())));
            }
        }
        return all;
    }

    private static void warmUp(ToDoubleFunction<BenchCase> engine, BenchCase benchCase) {
        for (double spent = 0; spent < WARM_UP_SECONDS;) {
            spent += engine.applyAsDouble(benchCase);
        }
    }

    private static double rested(ToDoubleFunction<BenchCase> engine, BenchCase benchCase) throws InterruptedException {
        Thread.sleep(PAUSE);
        return engine.applyAsDouble(benchCase);
    }

    private static void progress(Instant begin, String what) {
        System.err.printf(Locale.ROOT, "%4d s  %s%n", Duration.between(begin, Instant.now()).toSeconds(), what);
    }
}
