package io.gemstream.gemma.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Kind of a file, told by its first bytes. */
sealed interface FileKind {

    /** A GGUF file. */
    record Gguf() implements FileKind {}

    /** A safetensors file. */
    record Safetensors() implements FileKind {}

    /** Another file, as {@link ForeignFile} knows it. */
    record Other(ForeignFile kind) implements FileKind {}

    byte[] GGUF_MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);
    int JSON_START = 8; // after the length of a safetensors header
    int LOOKED_AT = 2048;

    static FileKind of(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(LOOKED_AT);
        }
        if (Arrays.equals(Arrays.copyOf(start, GGUF_MAGIC.length), GGUF_MAGIC)) {
            return new Gguf();
        }
        return start.length > JSON_START && start[JSON_START] == '{' && !isText(start)
                ? new Safetensors()
                : new Other(ForeignFile.of(file, start));
    }

    /** The length of a safetensors header has zeros in its upper bytes; text has none. */
    private static boolean isText(byte[] start) {
        for (int i = 0; i < JSON_START; i++) {
            if (start[i] == 0) {
                return false;
            }
        }
        return true;
    }
}
