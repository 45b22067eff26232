package io.gemstream.gemma.model;

import io.gemstream.gemma.format.GgmlType;
import io.gemstream.gemma.format.GgufFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.TensorInfo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Finds Gemma's tensors in a GGUF file and holds their shapes against the configuration. */
final class GgufWeights {

    private static final String REMEDY = "the file contradicts itself; convert the model again";
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final GgufFile file;
    private final GemmaConfig config;

    GgufWeights(GgufFile file, GemmaConfig config) {
        this.file = file;
        this.config = config;
    }

    GemmaWeights read() {
        List<LayerWeights> layers = new ArrayList<>();
        for (int i = 0; i < config.layers().size(); i++) {
            layers.add(layer("blk." + i + ".", config.layers().get(i)));
        }
        return new GemmaWeights(embedding(), layers, norm("output_norm.weight", config.hiddenSize()));
    }

    private LayerWeights layer(String prefix, LayerConfig layer) {
        int hidden = config.hiddenSize();
        int headDim = config.headDim();
        int feedForward = config.feedForwardSize();
        return new LayerWeights(
                norm(prefix + "attn_norm.weight", hidden),
                matrix(prefix + "attn_q.weight", config.queryWidth(), hidden),
                matrix(prefix + "attn_k.weight", config.kvWidth(), hidden),
                matrix(prefix + "attn_v.weight", config.kvWidth(), hidden),
                layer.queryKeyNorm() ? norm(prefix + "attn_q_norm.weight", headDim) : new float[0],
                layer.queryKeyNorm() ? norm(prefix + "attn_k_norm.weight", headDim) : new float[0],
                matrix(prefix + "attn_output.weight", hidden, config.queryWidth()),
                layer.postNorms() ? norm(prefix + "post_attention_norm.weight", hidden) : new float[0],
                norm(prefix + "ffn_norm.weight", hidden),
                matrix(prefix + "ffn_gate.weight", feedForward, hidden),
                matrix(prefix + "ffn_up.weight", feedForward, hidden),
                matrix(prefix + "ffn_down.weight", hidden, feedForward),
                layer.postNorms() ? norm(prefix + "post_ffw_norm.weight", hidden) : new float[0]);
    }

    /** May have more rows than there are tokens: some conversions pad the vocabulary. */
    private WeightMatrix embedding() {
        TensorInfo tensor = file.requireTensor("token_embd.weight");
        if (tensor.shape().size() != 2 || tensor.shape().get(0) != config.hiddenSize()
                || tensor.shape().get(1) < config.vocabularySize() || tensor.shape().get(1) > Integer.MAX_VALUE) {
            throw shape(tensor, "[" + config.hiddenSize() + ", at least " + config.vocabularySize() + "]");
        }
        return new WeightMatrix(
                tensor.type(), file.bytes(tensor), Math.toIntExact(tensor.shape().get(1)), config.hiddenSize());
    }

    private WeightMatrix matrix(String name, int rows, int columns) {
        TensorInfo tensor = file.requireTensor(name);
        if (!tensor.shape().equals(List.of((long) columns, (long) rows))) {
            throw shape(tensor, "[" + columns + ", " + rows + "]");
        }
        return new WeightMatrix(tensor.type(), file.bytes(tensor), rows, columns);
    }

    private float[] norm(String name, int size) {
        TensorInfo tensor = file.requireTensor(name);
        if (!tensor.shape().equals(List.of((long) size))) {
            throw shape(tensor, "[" + size + "]");
        }
        if (tensor.type() != GgmlType.F32) {
            throw new ModelFileException(
                    file.path(), name + ": stored as " + tensor.type() + " (expected: F32)", tensor.offset(), REMEDY);
        }
        float[] values = new float[size];
        MemorySegment.copy(file.bytes(tensor), FLOAT, 0, values, 0, size);
        return values;
    }

    private ModelFileException shape(TensorInfo tensor, String expected) {
        return new ModelFileException(
                file.path(), tensor.name() + ": shape " + tensor.shape() + " (expected: " + expected + ")",
                tensor.offset(), REMEDY);
    }
}
