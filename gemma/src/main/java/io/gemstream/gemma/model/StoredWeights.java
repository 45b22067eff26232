package io.gemstream.gemma.model;

import io.gemstream.gemma.format.ModelFile;
import io.gemstream.gemma.format.ModelFileException;
import io.gemstream.gemma.format.TensorInfo;
import io.gemstream.gemma.kernel.ScalarRowDecoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds Gemma's tensors in a file, holds their shapes against the configuration, and sees to it that no other tensor
 * would change what is computed.
 */
final class StoredWeights {

    private static final String REMEDY = "the file contradicts itself; convert or fetch the model again";

    private final ModelFile file;
    private final GemmaConfig config;
    private final TensorNaming naming;
    private final Set<String> used = new HashSet<>();

    private StoredWeights(ModelFile file, GemmaConfig config, TensorNaming naming) {
        this.file = file;
        this.config = config;
        this.naming = naming;
    }

    static WeightsReading read(ModelFile file, GemmaConfig config) {
        return new StoredWeights(file, config, TensorNaming.of(file, config)).read();
    }

    private WeightsReading read() {
        if (file.tensors().isEmpty()) {
            throw new ModelFileException(
                    file.path(), "holds no tensors, only a vocabulary or metadata", "give the file with the weights");
        }
        List<LayerWeights> layers = new ArrayList<>();
        for (int i = 0; i < config.layers().size(); i++) {
            layers.add(layer(i, config.layers().get(i)));
        }
        float[] outputNorm = norm(naming.outputNorm(), config.hiddenSize());
        WeightMatrix embedding = table(require(naming.embedding()));
        Optional<String> head = naming.storedHead(file);
        if (naming.untied() && head.isEmpty()) {
            file.requireTensor(naming.heads().getFirst());
        }
        Optional<WeightMatrix> own = head.map(name -> table(require(name)))
                .filter(matrix -> !SameNumbers.in(matrix, embedding, config.vocabularySize()));
        List<SpareTensor> spare = new ArrayList<>();
        head.filter(_ -> own.isEmpty()).ifPresent(name ->
                spare.add(new SpareTensor(name, "the same numbers as " + naming.embedding())));
        spare.addAll(SpareTensors.of(file, used));
        return new WeightsReading(new GemmaWeights(embedding, own, layers, outputNorm), spare);
    }

    private LayerWeights layer(int index, LayerConfig layer) {
        int hidden = config.hiddenSize();
        int headDim = config.headDim();
        int feedForward = config.feedForwardSize();
        return new LayerWeights(
                norm(index, TensorRole.ATTENTION_NORM, hidden),
                matrix(index, TensorRole.QUERY, config.queryWidth(), hidden),
                matrix(index, TensorRole.KEY, config.kvWidth(), hidden),
                matrix(index, TensorRole.VALUE, config.kvWidth(), hidden),
                layer.queryKeyNorm() ? norm(index, TensorRole.QUERY_NORM, headDim) : new float[0],
                layer.queryKeyNorm() ? norm(index, TensorRole.KEY_NORM, headDim) : new float[0],
                matrix(index, TensorRole.ATTENTION_OUTPUT, hidden, config.queryWidth()),
                layer.postNorms() ? norm(index, TensorRole.POST_ATTENTION_NORM, hidden) : new float[0],
                norm(index, TensorRole.FEED_FORWARD_NORM, hidden),
                matrix(index, TensorRole.GATE, feedForward, hidden),
                matrix(index, TensorRole.UP, feedForward, hidden),
                matrix(index, TensorRole.DOWN, hidden, feedForward),
                layer.postNorms() ? norm(index, TensorRole.POST_FEED_FORWARD_NORM, hidden) : new float[0]);
    }

    /** May have more rows than there are tokens: some conversions pad the vocabulary. */
    private WeightMatrix table(TensorInfo tensor) {
        if (tensor.shape().size() != 2 || tensor.shape().get(0) != config.hiddenSize()
                || tensor.shape().get(1) < config.vocabularySize() || tensor.shape().get(1) > Integer.MAX_VALUE) {
            throw shape(tensor, "[" + config.hiddenSize() + ", at least " + config.vocabularySize() + "]");
        }
        return new WeightMatrix(
                tensor.type(), file.bytes(tensor), Math.toIntExact(tensor.shape().get(1)), config.hiddenSize());
    }

    private WeightMatrix matrix(int layer, TensorRole role, int rows, int columns) {
        TensorInfo tensor = require(naming.layer(layer, role));
        if (!tensor.shape().equals(List.of((long) columns, (long) rows))) {
            throw shape(tensor, "[" + columns + ", " + rows + "]");
        }
        return new WeightMatrix(tensor.type(), file.bytes(tensor), rows, columns);
    }

    private float[] norm(int layer, TensorRole role, int size) {
        return norm(naming.layer(layer, role), size);
    }

    /** 1 + w in 32-bit floats, where the sum is made here: rounding it to 16 bits first moves every logit. */
    private float[] norm(String name, int size) {
        TensorInfo tensor = require(name);
        if (!tensor.shape().equals(List.of((long) size))) {
            throw shape(tensor, "[" + size + "]");
        }
        if (tensor.type().blockElements() != 1) {
            throw new ModelFileException(
                    file.fileOf(tensor), name + ": stored as " + tensor.type() + " (expected: F32, F16 or BF16)",
                    tensor.offset(), REMEDY);
        }
        float[] values = new float[size];
        ScalarRowDecoder.decode(tensor.type(), file.bytes(tensor), 0, size, values, 0);
        float offset = naming.normOffset();
        for (int i = 0; i < size; i++) {
            values[i] += offset;
        }
        return values;
    }

    private TensorInfo require(String name) {
        used.add(name);
        return file.requireTensor(name);
    }

    private ModelFileException shape(TensorInfo tensor, String expected) {
        return new ModelFileException(
                file.fileOf(tensor), tensor.name() + ": shape " + tensor.shape() + " (expected: " + expected + ")",
                tensor.offset(), REMEDY);
    }
}
