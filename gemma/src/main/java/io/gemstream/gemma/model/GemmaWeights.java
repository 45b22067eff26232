package io.gemstream.gemma.model;

import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * All weights of a model. Matrices stay in the mapped file; norms, which are small, are on the heap.
 *
 * @param embedding token embeddings, also the output head: [at least vocabularySize, hidden]
 * @param layers one entry per layer
 * @param outputNorm before the output head, [hidden]; holds 1 + w
 */
public record GemmaWeights(WeightMatrix embedding, List<LayerWeights> layers, float[] outputNorm) {

    public GemmaWeights {
        layers = List.copyOf(layers);
    }

    /**
     * Finds the weights in a file; reads the norms only.
     *
     * @throws ModelFileException if a tensor is missing or its shape contradicts the configuration
     */
    public static GemmaWeights read(ModelFile file, GemmaConfig config) {
        return StoredWeights.read(file, config);
    }

    /** All matrices, the embedding first. */
    public List<WeightMatrix> matrices() {
        List<WeightMatrix> matrices = new ArrayList<>();
        matrices.add(embedding);
        for (LayerWeights layer : layers) {
            matrices.addAll(List.of(layer.query(), layer.key(), layer.value(), layer.attentionOutput(), layer.gate(),
                    layer.up(), layer.down()));
        }
        return matrices;
    }

    /** Bytes of all matrices in the file. */
    public long matrixBytes() {
        return matrices().stream().mapToLong(matrix -> matrix.data().byteSize()).sum();
    }
}
