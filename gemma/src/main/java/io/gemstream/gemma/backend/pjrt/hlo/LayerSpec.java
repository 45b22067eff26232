package io.gemstream.gemma.backend.pjrt.hlo;

import io.gemstream.gemma.backend.pjrt.api.ElementType;
import io.gemstream.gemma.model.LayerConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * One layer on one device. Layers with equal specs are the same function of a program.
 *
 * @param config what the layer does
 * @param query [heads * headDim, hidden]
 * @param key [kvHeads * headDim, hidden]
 * @param value [kvHeads * headDim, hidden]
 * @param attentionOutput [hidden, heads * headDim]
 * @param gate [feedForward, hidden]
 * @param up [feedForward, hidden]
 * @param down [hidden, feedForward]
 * @param headDim width of a head
 */
public record LayerSpec(
        LayerConfig config,
        MatrixSpec query,
        MatrixSpec key,
        MatrixSpec value,
        MatrixSpec attentionOutput,
        MatrixSpec gate,
        MatrixSpec up,
        MatrixSpec down,
        int headDim) {

    /** Query heads. */
    int heads() {
        return query.rows() / headDim;
    }

    /** Key and value heads. */
    int kvHeads() {
        return key.rows() / headDim;
    }

    int hidden() {
        return query.columns();
    }

    /** Weights in the order in which a program takes them. */
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>();
        all.add(norm("attention_norm", hidden()));
        all.addAll(query.parameters("query"));
        all.addAll(key.parameters("key"));
        all.addAll(value.parameters("value"));
        if (config.queryKeyNorm()) {
            all.add(norm("query_norm", headDim));
            all.add(norm("key_norm", headDim));
        }
        all.addAll(attentionOutput.parameters("attention_output"));
        all.add(norm("feed_forward_norm", hidden()));
        all.addAll(gate.parameters("gate"));
        all.addAll(up.parameters("up"));
        all.addAll(down.parameters("down"));
        if (config.postNorms()) {
            all.add(norm("post_attention_norm", hidden()));
            all.add(norm("post_feed_forward_norm", hidden()));
        }
        return all;
    }

    private static Parameter norm(String name, int size) {
        return new Parameter(name, TensorType.of(ElementType.F32, size));
    }
}
