package io.gemstream.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares our whole pipeline with llama-server under load: the same model file, prompts, answers, threads, slots and
 * clients. The two take turns, turn after turn, while the other is idle or, for starts, not there; ratios are taken
 * within a turn.
 */
public final class PipelineLoad {

    private static final String USAGE = """
            usage: benchmarks/run pipeline-load MODEL.gguf --llama-server PROGRAM [--streams 8,32] [--requests 4]
                [--starts 3] [--json FILE] %s""".formatted(LoadOptions.USAGE);

    private final LoadOptions options;
    private final int starts;
    private final Path folder;
    private int folders;

    private PipelineLoad(LoadOptions options, Path folder) {
        this.options = options;
        this.starts = options.number("--starts");
        this.folder = folder;
    }

    /** Arguments: as the usage says. Exits with 0 only when all of it was measured. */
    public static void main(String[] args) throws IOException, InterruptedException {
        LoadOptions options;
        try {
            options = LoadOptions.parse(
                    Map.of("--streams", "8,32", "--requests", "4", "--starts", "3", "--json", ""), args);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + USAGE);
            System.exit(64);
            return;
        }
        Path folder = Files.createTempDirectory("gemstream-load");
        PipelineLoad load = new PipelineLoad(options, folder);
        StartUp.warm(options.model());
        List<LoadReport> reports = new ArrayList<>();
        for (int streams : options.streams()) {
            List<Measure> measures = new ArrayList<>(load.starts(streams));
            measures.addAll(load.turns(streams));
            LoadReport report = new LoadReport(streams, measures);
            System.out.println(report.text());
            reports.add(report);
        }
        String json = options.others().get("--json");
        if (!json.isEmpty()) {
            Files.writeString(Path.of(json), LoadReport.json(options, reports));
        }
        Folders.delete(folder);
    }

    private List<Measure> starts(int streams) throws IOException, InterruptedException {
        List<StartUp> ours = new ArrayList<>();
        List<StartUp> theirs = new ArrayList<>();
        for (int start = 1; start <= starts; start++) {
            ours.add(start(PipelineServer::start, streams));
            theirs.add(start(LlamaServer::start, streams));
            System.err.printf(Locale.ROOT, "  %d slots, start %d of %d: %.1f and %.1f s%n", streams, start,
                    starts, ours.getLast().readySeconds(), theirs.getLast().readySeconds());
        }
        return List.of(
                Measure.of("ready_seconds", "start to ready, s", ours, theirs, StartUp::readySeconds),
                Measure.of("answer_seconds", "start to first answer, s", ours, theirs, StartUp::answerSeconds),
                Measure.of("resident_mib", "resident then, MiB", ours, theirs, start -> start.memory().totalMib()),
                Measure.of("resident_file_mib", "  of it mapped files", ours, theirs, start -> start.memory().fileMib()));
    }

    private StartUp start(Server.Starter starter, int streams) throws IOException, InterruptedException {
        try (Server server = starter.start(options, streams, newFolder())) {
            return StartUp.of(server);
        }
    }

    private List<Measure> turns(int streams) throws IOException, InterruptedException {
        try (Server ours = PipelineServer.start(options, streams, newFolder());
                Server theirs = LlamaServer.start(options, streams, newFolder())) {
            List<LoadResult> mine = new ArrayList<>();
            List<LoadResult> others = new ArrayList<>();
            for (int turn = 0; turn <= options.turns(); turn++) {
                List<String> prompts = WordPrompts.of(turn, streams * options.requests(), options.words());
                LoadResult our = LoadResult.run(ours, prompts, streams, options.tokens());
                LoadResult their = LoadResult.run(theirs, prompts, streams, options.tokens());
                System.err.printf(Locale.ROOT, "  %d streams, turn %d of %d%s: %.1f and %.1f tokens/s%n", streams, turn,
                        options.turns(), turn == 0 ? " (warm-up)" : "", our.tokensPerSecond(), their.tokensPerSecond());
                if (turn > 0) {
                    mine.add(our);
                    others.add(their);
                }
            }
            return List.of(
                    Measure.of("tokens_per_second", "tokens/s", mine, others, LoadResult::tokensPerSecond),
                    Measure.of("first_token_p50_ms", "first token p50, ms", mine, others,
                            result -> result.firstTokenMs().at(50)),
                    Measure.of("first_token_p99_ms", "first token p99, ms", mine, others,
                            result -> result.firstTokenMs().at(99)),
                    Measure.of("loaded_resident_mib", "resident after it, MiB", mine, others,
                            result -> result.memory().totalMib()),
                    Measure.of("loaded_resident_file_mib", "  of it mapped files", mine, others,
                            result -> result.memory().fileMib()));
        }
    }

    private Path newFolder() throws IOException {
        return Files.createDirectories(folder.resolve(Integer.toString(folders++)));
    }
}
