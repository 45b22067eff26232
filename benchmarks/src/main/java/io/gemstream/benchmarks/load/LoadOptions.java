package io.gemstream.benchmarks.load;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Options of a measurement under load.
 *
 * @param model GGUF file that both serve
 * @param llamaServer the other's program
 * @param llamaArguments further arguments for it
 * @param streams numbers of clients, each with a request open all the time; and as many slots on both sides
 * @param words of a prompt
 * @param tokens of an answer
 * @param requests of a client in a turn
 * @param turns of each side, after one to warm up
 * @param starts of each side, of which start-up and memory are taken
 * @param threads that compute, on both sides
 * @param profile our numeric profile
 * @param json file for the report
 */
record LoadOptions(Path model, Path llamaServer, List<String> llamaArguments, List<Integer> streams, int words, int tokens,
        int requests, int turns, int starts, int threads, String profile, Optional<Path> json) {

    static final String USAGE = """
            usage: benchmarks/run pipeline-load MODEL.gguf --llama-server PROGRAM [--streams 8,32] [--words 64]
                [--tokens 64] [--requests 4] [--turns 3] [--starts 3] [--threads 2] [--profile fast] [--json FILE]
                [--llama-arguments 'ARGUMENTS']""";

    private static final int TOKENS_PER_WORD = 3; // at most, for the words of the prompts
    private static final int KV_BLOCK = 256; // llama-server rounds a slot's share up to this

    /** @throws IllegalArgumentException if an option is unknown or its value cannot be */
    static LoadOptions parse(String... args) {
        Map<String, String> values = new HashMap<>(Map.of("--streams", "8,32", "--words", "64", "--tokens", "64",
                "--requests", "4", "--turns", "3", "--profile", "fast", "--llama-arguments", "", "--llama-server", "",
                "--json", ""));
        values.put("--starts", "3");
        values.put("--threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
        if (args.length % 2 == 0) {
            throw new IllegalArgumentException("an option without a value, or no model");
        }
        for (int i = 1; i < args.length; i += 2) {
            if (values.put(args[i], args[i + 1]) == null) {
                throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        if (values.get("--llama-server").isEmpty()) {
            throw new IllegalArgumentException("--llama-server: missing (expected: path of the program)");
        }
        return new LoadOptions(Path.of(args[0]).toAbsolutePath(), Path.of(values.get("--llama-server")).toAbsolutePath(),
                Arrays.stream(values.get("--llama-arguments").split("\\s+")).filter(word -> !word.isEmpty()).toList(),
                Arrays.stream(values.get("--streams").split(",")).map(Integer::valueOf).toList(),
                number(values, "--words"), number(values, "--tokens"), number(values, "--requests"),
                number(values, "--turns"), number(values, "--starts"), number(values, "--threads"), values.get("--profile"),
                Optional.of(values.get("--json")).filter(path -> !path.isEmpty()).map(Path::of));
    }

    /** Positions of the KV cache, for so many streams. */
    int positions(int count) {
        return count * Math.ceilDiv(words * TOKENS_PER_WORD + tokens + 1, KV_BLOCK) * KV_BLOCK;
    }

    private static int number(Map<String, String> values, String option) {
        int value = Integer.parseInt(values.get(option));
        if (value < 1) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: >= 1)");
        }
        return value;
    }
}
