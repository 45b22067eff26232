package io.gemstream.gemma.model;

import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All weights of a model. Matrices stay in the mapped file; norms, which are small, are on the heap.
 *
 * @param embedding token embeddings, [at least vocabularySize, hidden]
 * @param ownHead the output head where it is not the embedding, [at least vocabularySize, hidden]
 * @param layers one entry per layer
 * @param outputNorm before the output head, [hidden]; holds 1 + w
 */
public record GemmaWeights(
        WeightMatrix embedding, Optional<WeightMatrix> ownHead, List<LayerWeights> layers, float[] outputNorm) {

    public GemmaWeights {
        layers = List.copyOf(layers);
    }

    /** Weights as Gemma was published: the output head is the embedding. */
    public GemmaWeights(WeightMatrix embedding, List<LayerWeights> layers, float[] outputNorm) {
        this(embedding, Optional.empty(), layers, outputNorm);
    }

    /**
     * Finds the weights in a file; reads the norms, and a stored output head as far as it is the embedding.
     *
     * @throws ModelFileException if a tensor is missing, its shape contradicts the configuration, or the file has
     *     tensors that no Gemma computes with
     */
    public static GemmaWeights read(ModelFile file, GemmaConfig config) {
        return StoredWeights.read(file, config).weights();
    }

    /** The matrix that makes logits: the embedding, or one of its own. */
    public WeightMatrix head() {
        return ownHead.orElse(embedding);
    }

    /** All matrices, the embedding first. */
    public List<WeightMatrix> matrices() {
        List<WeightMatrix> matrices = new ArrayList<>();
        if (ownHead.isPresent()) {
            matrices.add(embedding);
        }
        matrices.addAll(multiplied());
        return matrices;
    }

    /** The matrices that rows are multiplied with, the output head first. Of an embedding rows are only looked up. */
    public List<WeightMatrix> multiplied() {
        List<WeightMatrix> matrices = new ArrayList<>();
        matrices.add(head());
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
