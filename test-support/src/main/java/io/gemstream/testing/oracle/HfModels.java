package io.gemstream.testing.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds the tiny models as Hugging Face lays them out. */
public final class HfModels {

    private static final Path FOLDER = Golden.path("hf");
    private static final String TOKENIZER = "tokenizer.model";

    private HfModels() {}

    /** A folder of weights and configuration: gemma1-tiny, gemma2-tiny-sharded, gemma2-tiny-bf16 or gemma3-tiny. */
    public static Path path(String name) {
        return FOLDER.resolve(name);
    }

    /** Copies a folder, so that a test can change it. */
    public static Path copy(String name, Path target) {
        try (Stream<Path> files = Files.list(path(name))) {
            Files.createDirectories(target);
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
            return target;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The vocabulary of all of them, which the folders lack, as SentencePiece writes it. */
    public static Path tokenizer() {
        return Golden.path(TOKENIZER);
    }

    /** Copies the vocabulary to where it belongs in a model's folder. */
    public static void addTokenizer(Path model) {
        try {
            Files.copy(tokenizer(), model.resolve(TOKENIZER));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
