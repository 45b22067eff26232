package io.gemstream.gateway.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Texts of tokens by their pieces, as {@code SamplingOptions.pieces} names them. */
final class Pieces {

    private static final Pattern BYTE = Pattern.compile("<0x[0-9A-F]{2}>");
    private static final int HEX_FROM = 3;
    private static final int HEX_TO = 5;
    private static final int HEX = 16;

    private Pieces() {}

    /** The piece at that place; empty where a worker of an older version wrote none. */
    static String at(List<String> pieces, int index) {
        return index < pieces.size() ? pieces.get(index) : "";
    }

    /** The bytes of a token's text. */
    static byte[] bytes(String piece) {
        return BYTE.matcher(piece).matches()
                ? new byte[] {(byte) Integer.parseInt(piece.substring(HEX_FROM, HEX_TO), HEX)}
                : piece.getBytes(StandardCharsets.UTF_8);
    }

    /** The text of tokens; bytes that are no characters become U+FFFD. */
    static String text(List<String> pieces) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        pieces.forEach(piece -> text.writeBytes(bytes(piece)));
        return text.toString(StandardCharsets.UTF_8);
    }
}
