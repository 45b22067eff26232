package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.ElementKernels;
import io.gemstream.gemma.kernel.RowFunctions;
import io.gemstream.gemma.model.GemmaConfig;

/** Adds a branch to the residual stream, normalised first where the layer has a post-norm. An item is a row. */
final class ResidualAddition implements RangeWork {

    private final RowFunctions functions;
    private final float[] postNorm; // [hidden] or empty
    private final float epsilon;
    private final int hidden;
    private final Activations activations;

    ResidualAddition(RowFunctions functions, GemmaConfig config, float[] postNorm, Activations activations) {
        this.functions = functions;
        this.postNorm = postNorm;
        this.epsilon = config.normEpsilon();
        this.hidden = config.hiddenSize();
        this.activations = activations;
    }

    @Override
    public void run(int thread, int from, int to) {
        for (int row = from; row < to; row++) {
            float[] branch = activations.branch()[row];
            if (postNorm.length > 0) {
                functions.rmsNorm(branch, 0, postNorm, hidden, epsilon, branch, 0);
            }
            ElementKernels.add(activations.residual()[row], branch, hidden);
        }
    }
}
