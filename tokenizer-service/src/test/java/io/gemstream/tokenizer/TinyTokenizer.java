package io.gemstream.tokenizer;

import io.gemstream.gemma.chat.SystemPolicy;
import io.gemstream.testing.oracle.TinyGemma;
import io.gemstream.tokenizer.config.ChatFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tokenizer of the tiny Gemma 3. */
final class TinyTokenizer {

    static final String NAME = "tiny";

    // GGUF: magic, version, number of tensors, number of pairs, then the pairs.
    private static final int PAIR_COUNT = 16;
    private static final int PAIRS = 24;
    private static final int STRING = 8;

    private TinyTokenizer() {}

    static TokenizerModel read() {
        return TokenizerModel.read(NAME, TinyGemma.GEMMA3.file(), SystemPolicy.FOLD, ChatFormat.FILE);
    }

    /** A copy with a further string in its metadata. */
    static Path with(String key, String value, Path target) throws IOException {
        byte[] file = Files.readAllBytes(TinyGemma.GEMMA3.file());
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        // Tensors begin at a multiple of 32 bytes, so the pair has to be one, too: blanks behind the text.
        int pair = Long.BYTES + name.length + Integer.BYTES + Long.BYTES + text.length;
        int blanks = -pair & 31;
        ByteBuffer changed = ByteBuffer.allocate(file.length + pair + blanks).order(ByteOrder.LITTLE_ENDIAN);
        changed.put(file, 0, PAIRS).putLong(PAIR_COUNT, changed.getLong(PAIR_COUNT) + 1);
        changed.putLong(name.length).put(name).putInt(STRING).putLong(text.length + blanks).put(text);
        for (int i = 0; i < blanks; i++) {
            changed.put((byte) ' ');
        }
        return Files.write(target, changed.put(file, PAIRS, file.length - PAIRS).array());
    }
}
