package io.gemstream.standalone.cli;

import io.gemstream.gemma.backend.cpu.NumericProfile;
import io.gemstream.proto.ErrorReason;
import io.gemstream.proto.GemstreamException;
import io.gemstream.service.WriteFailures;
import io.gemstream.standalone.bench.Bench;
import io.gemstream.standalone.bench.BenchJson;
import io.gemstream.standalone.bench.BenchPlan;
import io.gemstream.standalone.bench.BenchPlot;
import io.gemstream.standalone.bench.BenchReport;
import io.gemstream.standalone.bench.BenchTable;
import io.gemstream.standalone.bench.Drafter;
import io.gemstream.worker.config.SpeculationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code gemstream bench}: measures a model on this machine's CPU. */
@Command(name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Measures a model on this machine's CPU: load, memory, prefill, decode by number of streams,",
            "and how much of the memory bandwidth decoding uses. Progress on stderr, the report on stdout."
        },
        footer = {
            "",
            "Examples:",
            "  ./gemstream bench",
            "  ./gemstream bench ~/models/gemma-2-2b-it-Q8_0.gguf --profile fast --batch 1,4 --plot decode.svg",
            "  ./gemstream bench --speculate ngram --json bench.json"
        })
final class BenchCommand implements Callable<Integer> {

    private final CliEnvironment cliEnvironment;

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME|PATH", defaultValue = "gemma-3-270m",
            description = "The model, as up takes it. Default: ${DEFAULT-VALUE}.")
    private String model = "";

    @Option(names = "--profile", paramLabel = "PROFILE", defaultValue = ProfileConverter.AUTO,
            converter = ProfileConverter.class,
            description = "Numeric profile: exact, fast, or auto, which is fast where this machine has kernels for it, "
                    + "else exact. Default: ${DEFAULT-VALUE}.")
    private NumericProfile profile = NumericProfile.EXACT;

    @Option(names = "--prompt", paramLabel = "N", defaultValue = "512",
            description = "Tokens of the prefill. Default: ${DEFAULT-VALUE}.")
    private int prompt;

    @Option(names = "--generate", paramLabel = "N", defaultValue = "64",
            description = "Tokens of each stream in a decode run. Default: ${DEFAULT-VALUE}.")
    private int generate;

    @Option(names = "--batch", paramLabel = "N,...", split = ",", defaultValue = "1,2,4,8,16",
            description = "Numbers of streams to decode together. Default: ${DEFAULT-VALUE}.")
    private List<Integer> batches = List.of();

    @Option(names = "--context", paramLabel = "N",
            description = "Positions of the KV cache, over all streams. Default: what the measurements need.")
    private Optional<Long> context = Optional.empty();

    @Option(names = "--runs", paramLabel = "N", defaultValue = "3",
            description = "Timed runs of each measurement. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(names = "--threads", paramLabel = "N", description = "Compute threads. Default: one per core.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--speculate", paramLabel = "MODE",
            description = "Also measure what drafting ahead brings: off (default), ngram, or draft with a --draft-model.")
    private Optional<SpeculationConfig.Mode> speculate = Optional.empty();

    @Option(names = "--draft-model", paramLabel = "NAME|PATH",
            description = "A smaller model of the same vocabulary. Implies --speculate draft.")
    private Optional<String> draftModel = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report there as JSON too.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--plot", paramLabel = "FILE.svg", description = "Write a chart of the decode rates there.")
    private Optional<Path> plot = Optional.empty();

    BenchCommand(CliEnvironment cliEnvironment) {
        this.cliEnvironment = cliEnvironment;
    }

    @Override
    public Integer call() throws InterruptedException {
        ProcessLog.none();
        BenchReport report = measure();
        cliEnvironment.out().print(BenchTable.of(report));
        cliEnvironment.out().flush();
        write(json, "--json", () -> BenchJson.of(report));
        write(plot, "--plot", () -> BenchPlot.of(report));
        return 0;
    }

    private BenchReport measure() throws InterruptedException {
        try {
            BenchPlan plan = new BenchPlan(prompt, generate, batches, runs);
            Bench bench = new Bench(plan, threads.orElse(Runtime.getRuntime().availableProcessors()), profile,
                    context.orElse(plan.positions()), line -> cliEnvironment.err().println("  " + line));
            Drafter drafter = drafter();
            return bench.run(fetch(model), drafter);
        } catch (IllegalArgumentException wrong) {
            throw new GemstreamException(ErrorReason.INVALID_OPTION, wrong.getMessage(), wrong);
        }
    }

    private Drafter drafter() throws InterruptedException {
        if (draftModel.isPresent()) {
            return new Drafter.Draft(fetch(draftModel.get()));
        }
        return switch (speculate.orElse(SpeculationConfig.Mode.OFF)) {
            case OFF -> new Drafter.None();
            case NGRAM -> new Drafter.Ngram();
            case DRAFT -> throw new GemstreamException(
                    ErrorReason.INVALID_OPTION, "--speculate draft: no model (expected: --draft-model)");
        };
    }

    private Path fetch(String name) throws InterruptedException {
        return ModelFetch.run(ModelReference.toServe(name, Optional.empty()), cliEnvironment);
    }

    private void write(Optional<Path> file, String option, Supplier<String> content) {
        file.ifPresent(path -> {
            try {
                Files.writeString(path, content.get());
            } catch (IOException failure) {
                throw WriteFailures.of(option + ": " + path, option, failure);
            }
        });
    }
}
