package io.gemstream.gemma.constraint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.SequencedSet;

/** Small vocabularies shaped like Gemma's: control tokens, single bytes, and pieces of text, some of them twice. */
final class Vocabularies {

    static final int PAD = 0;
    static final int END = 1;
    static final int TURN_END = 2;

    private Vocabularies() {}

    static TokenTrie of(byte[][] tokens) {
        return TokenTrie.of(tokens, id -> id == PAD, id -> id == END || id == TURN_END);
    }

    /** Up to so many random pieces of the samples, all single bytes, and some runs of blanks and letters. */
    static byte[][] around(Random random, int pieces, String... samples) {
        SequencedSet<String> texts = new LinkedHashSet<>(
                List.of("a", " a", "aa", "the", " the", "\n\n", "    ", "é", "😀", "a".repeat(20), "\"", "\",\"",
                "}}", "]"));
        for (int i = 0; i < pieces; i++) {
            String sample = samples[random.nextInt(samples.length)];
            int start = random.nextInt(sample.length() + 1);
            texts.add(sample.substring(start, Math.min(sample.length(), start + 1 + random.nextInt(6))));
        }
        List<byte[]> tokens = new ArrayList<>();
        for (String control : List.of("<pad>", "<eos>", "<end_of_turn>")) {
            tokens.add(control.getBytes(StandardCharsets.UTF_8));
        }
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        texts.forEach(text -> tokens.add(text.getBytes(StandardCharsets.UTF_8)));
        tokens.add(new byte[] {(byte) 0xe2, (byte) 0x96}); // part of a code point
        tokens.add(new byte[0]);
        return tokens.toArray(byte[][]::new);
    }
}
