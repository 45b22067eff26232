package io.gemstream.gateway.openai;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Counts the characters (code points) of a text whose bytes come in pieces: a character counts with its last byte, and
 * bytes that are none count as the U+FFFD that stand for them in the text. Not thread-safe.
 */
final class CharacterCount {

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    /** The bytes of a character that is not whole. */
    private byte[] begun = {};
    private int whole;

    /** Characters that are whole. */
    int whole() {
        return whole;
    }

    void add(byte[] bytes) {
        decode(bytes, false);
    }

    /** The text ends here, or another follows: what was begun is not gone on with. */
    void end() {
        decode(new byte[0], true);
        decoder.reset();
    }

    private void decode(byte[] bytes, boolean end) {
        ByteBuffer in = ByteBuffer.allocate(begun.length + bytes.length).put(begun).put(bytes).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining());
        decoder.decode(in, out, end);
        out.flip();
        whole += Character.codePointCount(out, 0, out.length());
        begun = new byte[in.remaining()];
        in.get(begun);
    }
}
