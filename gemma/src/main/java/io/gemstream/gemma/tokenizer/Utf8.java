package io.gemstream.gemma.tokenizer;

import java.nio.charset.StandardCharsets;

/** Encodes text as UTF-8, tells well-formed UTF-8 as SentencePiece reads it, and repairs UTF-16. */
final class Utf8 {

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    static byte[] encode(char[] text, int from, int to) {
        return new String(text, from, to - from).getBytes(StandardCharsets.UTF_8);
    }

    /** Puts U+FFFD for each surrogate without its partner, in place. */
    static void replaceLoneSurrogates(char[] text) {
        for (int i = 0; i < text.length; i++) {
            if (!Character.isSurrogate(text[i])) {
                continue;
            }
            boolean paired = Character.isHighSurrogate(text[i])
                    && i + 1 < text.length
                    && Character.isLowSurrogate(text[i + 1]);
            if (paired) {
                i++;
            } else {
                text[i] = REPLACEMENT;
            }
        }
    }

    /**
     * Length of the well-formed sequence at {@code from}, 0 where the bytes cannot start one, or -1 where they are the
     * beginning of one and more bytes are needed. Unicode 16.0, table 3-7.
     */
    static int sequenceLength(byte[] bytes, int from, int to) {
        int lead = bytes[from] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        for (int i = 1; i < length; i++) {
            if (from + i == to) {
                return -1;
            }
            int trail = bytes[from + i] & 0xFF;
            if (trail < least || trail > most) {
                return 0;
            }
            least = 0x80;
            most = 0xBF;
        }
        return length;
    }
}
