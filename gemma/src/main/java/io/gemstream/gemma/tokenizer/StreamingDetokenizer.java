package io.gemstream.gemma.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns token ids into text, one token at a time. Text is handed out only in whole code points: the bytes of an
 * unfinished one wait for the next token. The first space is kept. Control tokens, turn tokens included, give no text
 * of their own; a code point that is unfinished before one stays so.
 *
 * <p>A byte that belongs to no well-formed sequence becomes U+FFFD, one per byte, as in SentencePiece. Not thread-safe;
 * one per stream.
 */
public final class StreamingDetokenizer {

    private static final String REPLACEMENT = "\uFFFD";

    private final Tokenizer tokenizer;
    private byte[] held = new byte[0]; // at most 3 bytes between calls

    /** @param tokenizer whose ids will come */
    public StreamingDetokenizer(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Text that {@code id} completes, often empty for byte pieces. */
    public String push(int id) {
        return tokenizer.isControl(id) ? flush() : pushBytes(tokenizer.bytes(id));
    }

    /** The bytes still held, as U+FFFD per byte: the end of a text or of its bytes that came inside a code point. */
    public String flush() {
        String rest = REPLACEMENT.repeat(held.length);
        held = new byte[0];
        return rest;
    }

    String pushBytes(byte[] bytes) {
        byte[] all = Arrays.copyOf(held, held.length + bytes.length);
        System.arraycopy(bytes, 0, all, held.length, bytes.length);
        StringBuilder text = new StringBuilder();
        int at = 0;
        int length = 0;
        while (at < all.length && length >= 0) {
            length = Utf8.sequenceLength(all, at, all.length);
            if (length > 0) {
                text.append(new String(all, at, length, StandardCharsets.UTF_8));
                at += length;
            } else if (length == 0) {
                text.append(REPLACEMENT);
                at++;
            }
        }
        held = Arrays.copyOfRange(all, at, all.length);
        return text.toString();
    }
}
