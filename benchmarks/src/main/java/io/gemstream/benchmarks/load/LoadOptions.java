package io.gemstream.benchmarks.load;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Options of a measurement under load.
 *
 * @param model GGUF file that both serve
 * @param llamaServer the other's program
 * @param llamaArguments further arguments for it
 * @param streams numbers of clients, each with a request open all the time
 * @param words of a prompt
 * @param tokens of an answer
 * @param requests of a client in a turn
 * @param turns of each side, after one to warm up
 * @param threads that compute, on both sides
 * @param profile our numeric profile
 * @param others values of the options that are this measurement's own
 */
record LoadOptions(Path model, Path llamaServer, List<String> llamaArguments, List<Integer> streams, int words, int tokens,
        int requests, int turns, int threads, String profile, Map<String, String> others) {

    /** Those that every measurement has, for usage lines. */
    static final String USAGE = "[--words 64] [--tokens 64] [--turns 3] [--threads 2] [--profile fast] "
            + "[--llama-arguments 'ARGUMENTS']";

    private static final int TOKENS_PER_WORD = 3; // at most, for the words of the prompts
    private static final int KV_BLOCK = 256; // llama-server rounds a slot's share up to this

    /**
     * @param own the measurement's own options, with what they are where they are not given
     * @throws IllegalArgumentException if an option is unknown or its value cannot be
     */
    static LoadOptions parse(Map<String, String> own, String... args) {
        Map<String, String> values = new HashMap<>(Map.of("--words", "64", "--tokens", "64", "--turns", "3",
                "--profile", "fast", "--llama-arguments", "", "--llama-server", ""));
        values.put("--threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
        values.putAll(own);
        if (args.length % 2 == 0) {
            throw new IllegalArgumentException("an option without a value, or no model");
        }
        for (int i = 1; i < args.length; i += 2) {
            if (values.put(args[i], args[i + 1]) == null) {
                throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        return new LoadOptions(Path.of(args[0]).toAbsolutePath(), program(values, "--llama-server"),
                Arrays.stream(values.get("--llama-arguments").split("\\s+")).filter(word -> !word.isEmpty()).toList(),
                Arrays.stream(values.get("--streams").split(",")).map(Integer::valueOf).toList(),
                number(values, "--words"), number(values, "--tokens"), number(values, "--requests"),
                number(values, "--turns"), number(values, "--threads"), values.get("--profile"), Map.copyOf(values));
    }

    /** A program among the measurement's own options. */
    Path program(String option) {
        return program(others, option);
    }

    /** A number among the measurement's own options. */
    int number(String option) {
        return number(others, option);
    }

    /** Positions of the KV cache, for so many streams. */
    int positions(int count) {
        return count * Math.ceilDiv(words * TOKENS_PER_WORD + tokens + 1, KV_BLOCK) * KV_BLOCK;
    }

    private static Path program(Map<String, String> values, String option) {
        if (values.get(option).isEmpty()) {
            throw new IllegalArgumentException(option + ": missing (expected: path of the program)");
        }
        return Path.of(values.get(option)).toAbsolutePath();
    }

    private static int number(Map<String, String> values, String option) {
        int value = Integer.parseInt(values.get(option));
        if (value < 1) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: >= 1)");
        }
        return value;
    }
}
