package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.ElementKernels;
import io.gemstream.gemma.kernel.ScalarRowDecoder;
import io.gemstream.gemma.model.WeightMatrix;

/** Puts scaled token embeddings into the residual stream and works out the rotary angles. An item is a row. */
final class Embedding implements RangeWork {

    private final WeightMatrix table; // [vocabulary, hidden]
    private final float scale;
    private final SharedRopeAngles ropes;
    private final Activations activations;
    private final Batch batch;

    Embedding(WeightMatrix table, float scale, SharedRopeAngles ropes, Activations activations, Batch batch) {
        this.table = table;
        this.scale = scale;
        this.ropes = ropes;
        this.activations = activations;
        this.batch = batch;
    }

    @Override
    public void run(int thread, int from, int to) {
        for (int row = from; row < to; row++) {
            float[] x = activations.residual()[row];
            // One row a token: not worth waiting for a compiler (ADR 43).
            ScalarRowDecoder.decode(
                    table.type(), table.data(), batch.token(row) * table.rowBytes(), table.columns(), x, 0);
            ElementKernels.scale(x, 0, table.columns(), scale);
            ropes.set(row, batch.position(row));
        }
    }
}
