package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.ElementKernels;
import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.model.GemmaConfig;
import io.gemstream.gemma.model.LayerConfig;
import io.gemstream.gemma.model.LayerWeights;

/** Makes queries and keys ready for attention (norm, rotation, scale) and stores keys and values. An item is a row. */
final class KeyPlacement implements RangeWork {

    private final RowFunctions functions;
    private final GemmaConfig config;
    private final LayerConfig layer;
    private final LayerWeights weights;
    private final RopeAngles rope;
    private final KvStorage storage;
    private final int layerIndex;
    private final Activations activations;
    private final Batch batch;

    KeyPlacement(
            RowFunctions functions, GemmaConfig config, int layer, LayerWeights weights, RopeAngles rope,
            KvStorage storage, Activations activations, Batch batch) {
        this.functions = functions;
        this.config = config;
        this.layer = config.layers().get(layer);
        this.layerIndex = layer;
        this.weights = weights;
        this.rope = rope;
        this.storage = storage;
        this.activations = activations;
        this.batch = batch;
    }

    @Override
    public void run(int thread, int from, int to) {
        for (int row = from; row < to; row++) {
            float[] queries = activations.queries()[row];
            float[] keys = activations.keys()[row];
            prepare(queries, config.heads(), weights.queryNorm(), row);
            ElementKernels.scale(queries, 0, config.queryWidth(), layer.queryScale());
            prepare(keys, config.kvHeads(), weights.keyNorm(), row);
            storage.store(
                    thread, layerIndex, batch.table(row), batch.position(row), keys, activations.values()[row]);
        }
    }

    private void prepare(float[] x, int heads, float[] norm, int row) {
        int headDim = config.headDim();
        for (int h = 0; h < heads; h++) {
            int at = h * headDim;
            if (layer.queryKeyNorm()) {
                functions.rmsNorm(x, at, norm, headDim, config.normEpsilon(), x, at);
            }
            ElementKernels.rotate(x, at, rope.cos(row), rope.sin(row), headDim / 2);
        }
    }
}
