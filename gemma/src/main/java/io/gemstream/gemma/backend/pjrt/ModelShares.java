package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.backend.pjrt.hlo.LayerSpec;
import io.gemstream.gemma.backend.pjrt.hlo.MatrixForm;
import io.gemstream.gemma.backend.pjrt.hlo.MatrixSpec;
import io.gemstream.gemma.backend.pjrt.hlo.ModelSpec;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.GemmaWeights;
import io.gemstream.gemma.model.LayerWeights;
import io.gemstream.gemma.model.WeightMatrix;
import java.util.ArrayList;
import java.util.List;

/** Decides how a model's weights are spread over devices and stored there. */
final class ModelShares {

    private final GemmaConfig config;
    private final int devices;
    private final PjrtProfile profile;

    private ModelShares(GemmaConfig config, int devices, PjrtProfile profile) {
        this.config = config;
        this.devices = devices;
        this.profile = profile;
    }

    /** @throws IllegalArgumentException if the model cannot be spread over that many devices */
    static ModelSpec of(GemmaConfig config, GemmaWeights weights, int devices, PjrtProfile profile) {
        return new ModelShares(config, devices, profile).spec(weights);
    }

    private ModelSpec spec(GemmaWeights weights) {
        divides("key heads", config.kvHeads());
        divides("feed-forward width", config.feedForwardSize());
        divides("vocabulary", config.vocabularySize());
        List<LayerSpec> layers = new ArrayList<>();
        for (int i = 0; i < weights.layers().size(); i++) {
            LayerWeights layer = weights.layers().get(i);
            layers.add(new LayerSpec(
                    config.layers().get(i), byRows(layer.query()), byRows(layer.key()), byRows(layer.value()),
                    byColumns(layer.attentionOutput()), byRows(layer.gate()), byRows(layer.up()),
                    byColumns(layer.down()), config.headDim()));
        }
        return new ModelSpec(config, devices, profile.compute(), ofVocabulary(weights.embedding()),
                weights.ownHead().map(this::ofVocabulary), layers);
    }

    /** Rows beyond the vocabulary stay in the file. */
    private MatrixSpec ofVocabulary(WeightMatrix table) {
        return new MatrixSpec(
                profile.weights().form(table.type()), config.vocabularySize() / devices, config.hiddenSize());
    }

    private MatrixSpec byRows(WeightMatrix matrix) {
        return new MatrixSpec(profile.weights().form(matrix.type()), matrix.rows() / devices, matrix.columns());
    }

    private MatrixSpec byColumns(WeightMatrix matrix) {
        MatrixForm form = profile.weights().form(matrix.type());
        int columns = matrix.columns() / devices;
        if (form == MatrixForm.INT8_BLOCK && columns % MatrixForm.BLOCK != 0) {
            throw new IllegalArgumentException("devices: " + devices + " (expected: shares of " + matrix.columns()
                    + " inputs that are multiples of " + MatrixForm.BLOCK + ")");
        }
        return new MatrixSpec(form, matrix.rows(), columns);
    }

    private void divides(String what, int size) {
        if (size % devices != 0) {
            throw new IllegalArgumentException(
                    "devices: " + devices + " (expected: a divisor of the " + what + ", " + size + ")");
        }
    }
}
