package io.gemstream.gemma.model;

import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFileException;
import java.util.List;

/**
 * Sizes of a Gemma model.
 *
 * @param architecture {@code gemma}, {@code gemma2} or {@code gemma3}
 * @param name the model's own name, empty where the file gives none
 * @param contextLength positions the model was made for
 * @param hiddenSize width of the residual stream
 * @param feedForwardSize width inside the feed-forward part
 * @param heads query heads
 * @param kvHeads key and value heads; divides {@code heads}
 * @param headDim width of a head
 * @param vocabularySize number of token ids; stored rows beyond it are padding and never produce a logit
 * @param normEpsilon added to the mean square in RMS norms
 * @param embeddingScale factor on input embeddings, the f32 square root of {@code hiddenSize}
 * @param finalSoftcap logits z become {@code cap * tanh(z / cap)}; 0 where they are left alone
 * @param layers one entry per layer
 */
public record GemmaConfig(
        String architecture,
        String name,
        int contextLength,
        int hiddenSize,
        int feedForwardSize,
        int heads,
        int kvHeads,
        int headDim,
        int vocabularySize,
        float normEpsilon,
        float embeddingScale,
        float finalSoftcap,
        List<LayerConfig> layers) {

    public GemmaConfig {
        layers = List.copyOf(layers);
    }

    /**
     * Reads the sizes from a file's metadata.
     *
     * @throws ModelFileException if the architecture is not Gemma's, or a key is missing or contradicts another
     */
    public static GemmaConfig read(GgufFile file) {
        return GgufConfig.read(file);
    }

    /** Width of all queries of a position. */
    public int queryWidth() {
        return heads * headDim;
    }

    /** Width of all keys, or of all values, of a position. */
    public int kvWidth() {
        return kvHeads * headDim;
    }

    /** Floats a position takes in the KV cache, over all layers. */
    public long kvFloatsPerToken() {
        return 2L * layers.size() * kvWidth();
    }
}
