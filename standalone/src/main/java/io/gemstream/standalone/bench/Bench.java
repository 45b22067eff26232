package io.gemstream.standalone.bench;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.gemma.backend.cpu.CpuBackend;
import io.gemstream.gemma.backend.cpu.CpuOptions;
import io.gemstream.gemma.backend.cpu.MemoryEstimate;
import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.gemma.backend.cpu.StepTraffic;
import io.gemstream.gemma.engine.WarmUp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures a model on the CPU: backend alone first, since that is what a machine and a model decide. */
public final class Bench {

    private static final Duration WARM_UP = Duration.ofSeconds(3);

    private final BenchPlan plan;
    private final int threads;
    private final NumericProfile profile;
    private final long positions;
    private final Consumer<String> progress;

    /**
     * @param positions of the KV cache, at least {@link BenchPlan#positions}
     * @param progress told what is about to be done, a line each
     */
    public Bench(
            BenchPlan plan, int threads, NumericProfile profile, long positions, Consumer<String> progress) {
        if (positions < plan.positions()) {
            throw new IllegalArgumentException("--context: " + positions + " (expected: >= " + plan.positions()
                    + ", for what is to be measured)");
        }
        this.plan = plan;
        this.threads = threads;
        this.profile = profile;
        this.positions = positions;
        this.progress = progress;
    }

    /**
     * Loads and measures; takes all processors for as long as that lasts.
     *
     * @throws io.gemstream.gemma.format.ModelFileException if the file cannot be read
     * @throws io.gemstream.gemma.backend.cpu.InsufficientMemoryException if the KV cache does not fit into the heap
     * @throws io.gemstream.gemma.backend.cpu.UnsupportedProfileException if the machine lacks what the profile needs
     */
    public BenchReport run(Path file, Drafter drafter) throws InterruptedException {
        progress.accept("memory bandwidth, " + threads + " threads");
        Machine machine = Machine.measure(threads);
        progress.accept("loading " + file.getFileName());
        long begin = System.nanoTime();
        try (GemmaModel model = GemmaModel.load(file)) {
            CpuOptions options = CpuOptions.builder().threads(threads).blockTokens(plan.blockTokens())
                    .kvCacheTokens(positions).profile(profile).build();
            try (CpuBackend backend = CpuBackend.create(model.config(), model.weights(), options)) {
                double loadSeconds = (System.nanoTime() - begin) / 1e9;
                progress.accept("warming up");
                WarmUp.run(backend, WARM_UP);
                EngineTiming timing = new EngineTiming(backend, Clock.WALL, plan.streams());
                progress.accept("prefill of " + plan.prompt() + " tokens");
                Rate prefill = rate(timing, new BenchCase.Prefill(plan.prompt()));
                List<DecodeRate> decode = decode(timing, StepTraffic.of(model.config(), model.weights(), options));
                MemoryUse memory = MemoryUse.of(MemoryEstimate.of(model.config(), model.weights(), options));
                return new BenchReport(file.getFileName().toString(), model.config().architecture(), profile.label(),
                        threads, loadSeconds, plan.prompt(), machine, memory, prefill, decode,
                        new SpeculationTiming(model, threads, profile, plan, progress).measure(drafter));
            }
        }
    }

    private List<DecodeRate> decode(EngineTiming timing, StepTraffic traffic) {
        List<DecodeRate> rates = new ArrayList<>();
        for (int streams : plan.batches()) {
            progress.accept("decode, " + streams + (streams == 1 ? " stream" : " streams"));
            Rate rate = rate(timing, new BenchCase.Decode(streams, BenchPlan.DEPTH, plan.generate()));
            long stepBytes = traffic.decodeBytes(streams, BenchPlan.DEPTH + plan.generate() / 2);
            rates.add(new DecodeRate(streams, rate, stepBytes / streams, rate.median() / streams * stepBytes));
        }
        return rates;
    }

    private Rate rate(EngineTiming timing, BenchCase benchCase) {
        timing.seconds(benchCase); // brings caches and compiler to where they stay
        double[] rates = new double[plan.runs()];
        for (int run = 0; run < rates.length; run++) {
            rates[run] = benchCase.tokens() / timing.seconds(benchCase);
        }
        return Rate.of(rates);
    }
}
