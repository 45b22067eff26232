package io.gemstream.gemma;

import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.StoredVocabulary;
import io.gemstream.gemma.model.ConfigCorrection;
import io.gemstream.gemma.model.ConfigReading;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.SpareTensor;
import io.gemstream.gemma.model.WeightsReading;
import io.gemstream.gemma.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;

/**
 * A model file that was opened and checked: configuration and mapped weights. Loading reads the header and the norms;
 * the matrices come in from the page cache as they are used.
 *
 * <p>Immutable and thread-safe. Close it after the backends that use it.
 */
public final class GemmaModel implements AutoCloseable {

    private final ModelFile file;
    private final ConfigReading config;
    private final WeightsReading weights;

    private GemmaModel(ModelFile file, ConfigReading config, WeightsReading weights) {
        this.file = file;
        this.config = config;
        this.weights = weights;
    }

    /**
     * Opens Gemma 1, 2 or 3.
     *
     * @param path a GGUF file or a part of a split one, a safetensors file with {@code config.json} beside it, or a
     *     directory with a safetensors model as Hugging Face lays it out
     * @throws ModelFileException if a file is missing, damaged, or not a Gemma model that this computes whole
     */
    public static GemmaModel load(Path path) {
        ModelFile file = ModelFile.open(path);
        try {
            ConfigReading config = ConfigReading.of(file);
            return new GemmaModel(file, config, WeightsReading.of(file, config.config()));
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Sizes of the model. */
    public GemmaConfig config() {
        return config.config();
    }

    /** Published values that were not believed. */
    public List<ConfigCorrection> corrections() {
        return config.corrections();
    }

    /** Weights; usable until this is closed. */
    public GemmaWeights weights() {
        return weights.weights();
    }

    /** Tensors of the file that are not among the weights, and why that is right. */
    public List<SpareTensor> spareTensors() {
        return weights.spare();
    }

    /**
     * The tokenizer the model came with. Reads the vocabulary anew each time, a fraction of a second: keep it.
     *
     * @throws ModelFileException if the file or directory has no vocabulary, or one that contradicts itself
     */
    public Tokenizer tokenizer() {
        try {
            return Tokenizers.of(StoredVocabulary.read(file));
        } catch (IllegalArgumentException inconsistent) {
            throw new ModelFileException(file.path(), "its vocabulary: " + inconsistent.getMessage(),
                    "take a conversion of a current converter, or the model as it was published", inconsistent);
        }
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
