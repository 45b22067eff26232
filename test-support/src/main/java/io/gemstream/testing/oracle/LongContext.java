package io.gemstream.testing.oracle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Raises the context length that a small GGUF file names. Nothing else in a model with rotary positions depends on it,
 * and generations of the tiny models then last long enough to be cancelled, killed and overtaken.
 */
public final class LongContext {

    /** The new length. */
    public static final int CONTEXT = 8192;

    /** Type of an unsigned number of 32 bits in a GGUF header. */
    private static final int UINT32 = 4;

    private LongContext() {}

    /** Arguments: the file, the file to write. */
    public static void main(String[] args) throws IOException {
        Files.write(Path.of(args[1]), of(Path.of(args[0])));
    }

    /** The bytes of a model's file with the new length. */
    public static byte[] of(Path model) throws IOException {
        byte[] file = Files.readAllBytes(model);
        byte[] key = ".context_length".getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (!Arrays.equals(file, at, at + key.length, key, 0, key.length)) {
            at++;
        }
        ByteBuffer value = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(at + key.length);
        if (value.getInt() != UINT32) {
            throw new IOException(model + ": context_length is not a uint32, offset " + (at + key.length));
        }
        value.putInt(CONTEXT);
        return file;
    }
}
