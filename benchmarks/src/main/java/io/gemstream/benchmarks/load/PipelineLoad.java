package io.gemstream.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Our whole pipeline against llama-server: the same model file, prompts, answers, threads, slots and clients. The two take
 * turns, round after round, while the other is idle; ratios are taken within a round.
 */
public final class PipelineLoad {

    private PipelineLoad() {}

    /** Arguments: as {@link LoadOptions#USAGE} says. */
    public static void main(String[] args) throws IOException, InterruptedException {
        LoadOptions options;
        try {
            options = LoadOptions.parse(args);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + LoadOptions.USAGE);
            System.exit(64);
            return;
        }
        Path folder = Files.createTempDirectory("gemstream-load");
        List<LoadRow> rows = new ArrayList<>();
        System.out.println(LoadRow.HEAD);
        for (int streams : options.streams()) {
            LoadRow row = compare(options, streams, Files.createDirectories(folder.resolve(Integer.toString(streams))));
            System.out.println(row.line());
            rows.add(row);
        }
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), LoadRow.json(options, rows));
        }
        delete(folder);
    }

    private static LoadRow compare(LoadOptions options, int streams, Path folder)
            throws IOException, InterruptedException {
        try (Server ours = PipelineServer.start(options, streams, folder);
                Server theirs = LlamaServer.start(options, streams, folder)) {
            List<LoadResult> mine = new ArrayList<>();
            List<LoadResult> others = new ArrayList<>();
            for (int round = 0; round <= options.rounds(); round++) {
                List<String> prompts = WordPrompts.of(round, streams * options.requests(), options.words());
                LoadResult our = LoadResult.run(ours, prompts, streams, options.tokens());
                LoadResult their = LoadResult.run(theirs, prompts, streams, options.tokens());
                System.err.printf(Locale.ROOT, "  %d streams, round %d of %d%s: %.1f and %.1f tokens/s%n", streams, round,
                        options.rounds(), round == 0 ? " (warm-up)" : "", our.tokensPerSecond(),
                        their.tokensPerSecond());
                if (round > 0) {
                    mine.add(our);
                    others.add(their);
                }
            }
            return LoadRow.of(streams, mine, others);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
