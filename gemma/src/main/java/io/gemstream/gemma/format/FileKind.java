package io.gemstream.gemma.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What a file is by its first bytes. */
enum FileKind {
    GGUF,
    SAFETENSORS,
    OTHER;

    private static final byte[] GGUF_MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);
    private static final int JSON_START = 8; // after the length of a safetensors header

    static FileKind of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(JSON_START + 1);
            if (Arrays.equals(Arrays.copyOf(start, GGUF_MAGIC.length), GGUF_MAGIC)) {
                return GGUF;
            }
            return start.length > JSON_START && start[JSON_START] == '{' ? SAFETENSORS : OTHER;
        }
    }
}
