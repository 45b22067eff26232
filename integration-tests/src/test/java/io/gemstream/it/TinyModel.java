package io.gemstream.it;

import io.gemstream.testing.oracle.GreedyGolden;
import io.gemstream.testing.oracle.TinyGemma;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/**
 * The tiny Gemma 2 with its context raised from 256 to {@value #CONTEXT} positions: nothing else depends on it, and
 * generations last long enough to be cancelled, killed and overtaken.
 */
final class TinyModel {

    static final String NAME = "gemma2-tiny";
    static final int CONTEXT = 8192;

    static final Path FILE = withLongContext(TinyGemma.GEMMA2.file());

    private TinyModel() {}

    /** A prompt, and what a reference implementation continues it with. */
    static GreedyGolden golden() {
        return TinyGemma.GEMMA2.greedy();
    }

    /** Another file under the same name: whoever has mapped the former, as another run of tests may, keeps it. */
    private static Path replace(Path file, byte[] content) throws IOException {
        Path whole = Files.write(Files.createTempFile(file.getParent(), "model", ".gguf"), content);
        return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path withLongContext(Path source) {
        try {
            byte[] file = Files.readAllBytes(source);
            byte[] key = "gemma2.context_length".getBytes(StandardCharsets.UTF_8);
            int at = 0;
            while (!Arrays.equals(file, at, at + key.length, key, 0, key.length)) {
                at++;
            }
            // After the key: its value's type (4 bytes, 4 = uint32), then the value.
            ByteBuffer value = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(at + key.length);
            if (value.getInt() != 4) {
                throw new IllegalStateException("gemma2.context_length is not a uint32 in " + source);
            }
            value.putInt(CONTEXT);
            return replace(Path.of("target", "gemma2-tiny-long-context.gguf"), file).toAbsolutePath();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
