package io.gemstream.standalone.bench;

/** A case that is timed, on our engine and on others: its text is what benchmarks/llama.py reads. */
public sealed interface BenchCase {

    /** A prompt from nothing. */
    record Prefill(int tokens) implements BenchCase {
        @Override
        public String toString() {
            return "prefill " + tokens;
        }
    }

    /** Steps of one token per stream, after {@code depth} tokens of each that are not timed. */
    record Decode(int streams, int depth, int steps) implements BenchCase {
        @Override
        public String toString() {
            return "decode " + streams + " " + depth + " " + steps;
        }
    }

    /** Tokens that are timed. */
    default int tokens() {
        return switch (this) {
            case Prefill(int tokens) -> tokens;
            case Decode(int streams, _, int steps) -> streams * steps;
        };
    }

    /** Sequences that run at the same time. */
    default int streams() {
        return switch (this) {
            case Prefill _ -> 1;
            case Decode(int streams, _, _) -> streams;
        };
    }

    /** Positions of the KV cache that it needs, all streams together. */
    default int positions() {
        return switch (this) {
            case Prefill(int tokens) -> tokens;
            case Decode(int streams, int depth, int steps) -> streams * (depth + steps);
        };
    }

    /** Reads {@code prefill TOKENS} or {@code decode STREAMS DEPTH STEPS}. */
    static BenchCase parse(String text) {
        String[] words = text.strip().split("\\s+");
        try {
            if (words[0].equals("prefill") && words.length == 2) {
                return new Prefill(Integer.parseInt(words[1]));
            }
            if (words[0].equals("decode") && words.length == 4) {
                return new Decode(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("order: '" + text + "' has a word that is no number", e);
        }
        throw new IllegalArgumentException(
                "order: '" + text + "' (expected: prefill TOKENS, or decode STREAMS DEPTH STEPS)");
    }
}
