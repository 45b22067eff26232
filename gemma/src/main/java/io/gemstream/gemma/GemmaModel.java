package io.gemstream.gemma;

import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import java.nio.file.Path;

/**
 * A model file that was opened and checked: configuration and mapped weights. Loading reads the header and the norms;
 * the matrices come in from the page cache as they are used.
 *
 * <p>Immutable and thread-safe. Close it after the backends that use it.
 */
public final class GemmaModel implements AutoCloseable {

    private final GgufFile file;
    private final GemmaConfig config;
    private final GemmaWeights weights;

    private GemmaModel(GgufFile file, GemmaConfig config, GemmaWeights weights) {
        this.file = file;
        this.config = config;
        this.weights = weights;
    }

    /**
     * Opens a GGUF file of Gemma 1, 2 or 3.
     *
     * @throws ModelFileException if the file is missing, damaged, or not a Gemma model
     */
    public static GemmaModel load(Path gguf) {
        GgufFile file = GgufFile.open(gguf);
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

    /** The file, for its metadata. */
    public GgufFile file() {
        return file;
    }

    /** Unmaps the weights. */
    @Override
    public void close() {
        file.close();
    }
}
