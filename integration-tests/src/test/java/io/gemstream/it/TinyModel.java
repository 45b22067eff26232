package io.gemstream.it;

import io.gemstream.testing.oracle.GreedyGolden;
import io.gemstream.testing.oracle.LongContext;
import io.gemstream.testing.oracle.TinyGemma;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The tiny Gemma 2 with a context of {@value #CONTEXT} positions, so that generations last. */
final class TinyModel {

    static final String NAME = "gemma2-tiny";
    static final int CONTEXT = LongContext.CONTEXT;

    static final Path FILE = withLongContext();

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

    private static Path withLongContext() {
        try {
            return replace(Path.of("target", "gemma2-tiny-long-context.gguf"), LongContext.of(TinyGemma.GEMMA2.file()))
                    .toAbsolutePath();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
