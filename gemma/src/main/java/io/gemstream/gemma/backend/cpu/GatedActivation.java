package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.RowFunctions;

/** Replaces {@code gate} by {@code gelu(gate) * up}. An item is a row. */
final class GatedActivation implements RangeWork {

    private final RowFunctions functions;
    private final Activations activations;

    GatedActivation(RowFunctions functions, Activations activations) {
        this.functions = functions;
        this.activations = activations;
    }

    @Override
    public void run(int thread, int from, int to) {
        for (int row = from; row < to; row++) {
            float[] gate = activations.gate()[row];
            functions.geluGate(gate, activations.up()[row], gate.length);
        }
    }
}
