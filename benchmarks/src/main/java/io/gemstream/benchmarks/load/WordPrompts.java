package io.gemstream.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Makes prompts of random words, each another one, so that no cache of prefixes helps either side. Pure. */
final class WordPrompts {

    private static final List<String> WORDS = List.of(
            "river", "stone", "garden", "winter", "letter", "market", "bridge", "candle", "forest", "window", "harbour",
            "silver", "morning", "paper", "music", "teacher", "village", "answer", "journey", "kitchen", "shadow",
            "number", "story", "doctor", "colour", "summer", "metal", "orange", "yellow", "island", "engine", "circle",
            "planet", "reason", "animal", "bottle", "camera", "dinner", "easter", "finger", "ground", "health");

    private WordPrompts() {}

    /** @param turn the same gives the same prompts */
    static List<String> of(int turn, int prompts, int words) {
        Random random = new Random(turn);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < prompts; i++) {
            texts.add(random.ints(words, 0, WORDS.size()).mapToObj(WORDS::get).collect(Collectors.joining(" ")));
        }
        return texts;
    }
}
