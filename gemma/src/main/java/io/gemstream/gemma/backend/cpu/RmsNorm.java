package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.model.GemmaConfig;

/** Computes the RMS norm of each row of the residual stream. An item is a row. */
final class RmsNorm implements RangeWork {

    private final RowFunctions functions;
    private final float[] weight; // [hidden]
    private final float epsilon;
    private final Activations activations;

    RmsNorm(RowFunctions functions, GemmaConfig config, float[] weight, Activations activations) {
        this.functions = functions;
        this.weight = weight;
        this.epsilon = config.normEpsilon();
        this.activations = activations;
    }

    @Override
    public void run(int thread, int from, int to) {
        for (int row = from; row < to; row++) {
            functions.rmsNorm(
                    activations.residual()[row], 0, weight, weight.length, epsilon, activations.normed()[row], 0);
        }
    }
}
