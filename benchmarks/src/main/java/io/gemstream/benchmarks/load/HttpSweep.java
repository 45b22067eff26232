package io.gemstream.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares us with llama-server over OpenAI's completions, by numbers of clients; a stock load generator is the client.
 * Both serve the same file with the same threads and as many slots as there are clients at most, and take turns for each
 * number of clients.
 */
public final class HttpSweep {

    private static final String USAGE = """
            usage: benchmarks/run http-sweep MODEL.gguf --llama-server PROGRAM --guidellm PROGRAM
                [--streams 1,2,4,8,16,32] [--requests 2] %s""".formatted(LoadOptions.USAGE);

    /** Both sides, turn by turn. */
    private record Points(List<SweepPoint> ours, List<SweepPoint> theirs) {

        String text() {
            StringBuilder text = new StringBuilder(Measure.head("gemstream", "llama-server")).append('\n');
            List.of(Measure.of("tokens_per_second", "tokens/s", ours, theirs, SweepPoint::tokensPerSecond),
                    Measure.of("first_token_p50_ms", "first token p50, ms", ours, theirs, SweepPoint::firstTokenP50Ms),
                    Measure.of("first_token_p99_ms", "first token p99, ms", ours, theirs, SweepPoint::firstTokenP99Ms),
                    Measure.of("between_tokens_p50_ms", "between tokens p50, ms", ours, theirs,
                            SweepPoint::betweenTokensP50Ms))
                    .forEach(measure -> text.append(measure.line()).append('\n'));
            return text.toString();
        }
    }

    private final LoadOptions options;
    private final GuideLlm client;
    private int drawn;

    private HttpSweep(LoadOptions options, GuideLlm client) {
        this.options = options;
        this.client = client;
    }

    /** Arguments: as the usage says. Exits with 0 only when all of it was measured. */
    public static void main(String[] args) throws IOException, InterruptedException {
        LoadOptions options;
        Path guidellm;
        try {
            options = LoadOptions.parse(Map.of("--streams", "1,2,4,8,16,32", "--requests", "2", "--guidellm", ""), args);
            guidellm = options.program("--guidellm");
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + USAGE);
            System.exit(64);
            return;
        }
        Path folder = Files.createTempDirectory("gemstream-sweep");
        StartUp.warm(options.model());
        String model = options.model().getFileName().toString().replaceFirst("\\.gguf$", "");
        new HttpSweep(options, new GuideLlm(guidellm, model, folder)).measure(folder);
        Folders.delete(folder);
    }

    private void measure(Path folder) throws IOException, InterruptedException {
        int slots = options.streams().stream().mapToInt(Integer::intValue).max().orElseThrow();
        Map<Integer, Points> points = new LinkedHashMap<>();
        options.streams().forEach(streams -> points.put(streams, new Points(new ArrayList<>(), new ArrayList<>())));
        try (Server ours = PipelineServer.start(options, slots, Files.createDirectory(folder.resolve("ours")));
                Server theirs = LlamaServer.start(options, slots, Files.createDirectory(folder.resolve("theirs")))) {
            turn(ours, theirs, slots, new Points(new ArrayList<>(), new ArrayList<>()), "warm-up");
            for (int turn = 1; turn <= options.turns(); turn++) {
                for (int streams : options.streams()) {
                    turn(ours, theirs, streams, points.get(streams), "turn " + turn + " of " + options.turns());
                }
            }
        }
        points.forEach((streams, both) -> System.out.printf(Locale.ROOT, "%d clients of %d slots%n%s%n", streams, slots,
                both.text()));
    }

    /** Both get the same prompts, which nobody got before. */
    private void turn(Server ours, Server theirs, int streams, Points points, String name)
            throws IOException, InterruptedException {
        List<String> prompts = WordPrompts.of(drawn++, streams * options.requests(), options.words());
        SweepPoint our = client.run(ours.http(), prompts, streams, options.tokens());
        SweepPoint their = client.run(theirs.http(), prompts, streams, options.tokens());
        if (our.promptTokens() != their.promptTokens()) {
            throw new IOException("prompts of " + our.promptTokens() + " and of " + their.promptTokens() + " tokens");
        }
        System.err.printf(Locale.ROOT, "  %d clients, %s: %.1f and %.1f tokens/s%n", streams, name, our.tokensPerSecond(),
                their.tokensPerSecond());
        points.ours().add(our);
        points.theirs().add(their);
    }
}
