package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.LayerConfig;
import java.util.List;
import java.util.Optional;

/**
 * A model as programs see it: sizes, how weights are stored, and over how many devices they are spread.
 *
 * <p>Spread over n devices, each has 1/n of the heads, of the feed-forward width and of the vocabulary; the residual
 * stream is the same on all (Megatron-LM, arXiv 1909.08053, section 3: one sum over devices per branch).
 *
 * @param config sizes of the whole model
 * @param devices devices that hold it together
 * @param compute type of the inputs of matrix products: f32, or bf16 with sums in f32
 * @param embedding one device's share, [vocabulary / devices, hidden]
 * @param ownHead one device's share of an output head that is not the embedding, [vocabulary / devices, hidden]
 * @param layers one device's share of each layer
 */
public record ModelSpec(
        GemmaConfig config, int devices, ElementType compute, MatrixSpec embedding, Optional<MatrixSpec> ownHead,
        List<LayerSpec> layers) {

    /** Name of the embedding among the parameters. */
    public static final String EMBEDDING = "embedding";

    /** Name of an output head that is not the embedding. */
    public static final String HEAD = "head";

    public ModelSpec {
        layers = List.copyOf(layers);
    }

    /** The matrix that makes logits: the embedding, or one of its own. */
    MatrixSpec head() {
        return ownHead.orElse(embedding);
    }

    /** Name of the output head among the parameters. */
    String headName() {
        return ownHead.isPresent() ? HEAD : EMBEDDING;
    }

    boolean exact() {
        return compute == ElementType.F32;
    }

    /** Rotary tables that layers need: one per base and scale. */
    public List<Rope> ropes() {
        return config.layers().stream().map(Rope::of).distinct().toList();
    }

    /**
     * Rotary angles.
     *
     * @param base base of the frequencies
     * @param scale divides the frequencies
     */
    public record Rope(float base, float scale) {

        static Rope of(LayerConfig layer) {
            return new Rope(layer.ropeBase(), layer.ropeScale());
        }
    }
}
