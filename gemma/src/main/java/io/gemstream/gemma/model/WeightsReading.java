package io.gemstream.gemma.model;

import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import java.util.List;

/**
 * Result of looking for a model's weights.
 *
 * @param weights the weights
 * @param spare tensors of the file that change nothing of what the model computes
 */
public record WeightsReading(GemmaWeights weights, List<SpareTensor> spare) {

    public WeightsReading {
        spare = List.copyOf(spare);
    }

    /**
     * As {@link GemmaWeights#read}.
     *
     * @throws ModelFileException as there
     */
    public static WeightsReading of(ModelFile file, GemmaConfig config) {
        return StoredWeights.read(file, config);
    }
}
