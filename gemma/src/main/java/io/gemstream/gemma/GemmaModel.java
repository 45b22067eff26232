package io.gemstream.gemma;

import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.nio.file.Path;

/**
 * A model file that was opened and checked: configuration and mapped weights. Loading reads the header and the norms;
 * the matrices come in from the page cache as they are used.
 *
 * <p>Immutable and thread-safe. Close it after the backends that use it.
 */
public final class GemmaModel implements AutoCloseable {

    private final ModelFile file;
    private final GemmaConfig config;
    private final GemmaWeights weights;

    private GemmaModel(ModelFile file, GemmaConfig config, GemmaWeights weights) {
        this.file = file;
        this.config = config;
        this.weights = weights;
    }

    /**
     * Opens Gemma 1, 2 or 3.
     *
     * @param path a GGUF file, a safetensors file with {@code config.json} beside it, or a directory with a safetensors
     *     model as Hugging Face lays it out
     * @throws ModelFileException if a file is missing, damaged, or not a Gemma model
     */
    public static GemmaModel load(Path path) {
        ModelFile file = ModelFile.open(path);
        try {
            GemmaConfig config = GemmaConfig.read(file);
            return new GemmaModel(file, config, GemmaWeights.read(file, config));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Sizes of the model. */
    public GemmaConfig config() {
        return config;
    }

    /** Weights; usable until this is closed. */
    public GemmaWeights weights() {
        return weights;
    }

    /**
     * The tokenizer the model came with. Reads the vocabulary anew each time, a fraction of a second: keep it.
     *
     * @throws ModelFileException if the file or directory has no vocabulary
     */
    public Tokenizer tokenizer() {
        return Tokenizers.of(StoredVocabulary.read(file));
    }

    /** The file, for its metadata. */
    public ModelFile file() {
        return file;
    }

    /** Unmaps the weights. */
    @Override
    public void close() {
        file.close();
    }
}
