package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.ElementKernels;

/** Replaces {@code gate} by {@code gelu(gate) * up}. An item is a row. */
final class GatedActivation implements RangeWork {

    private final Activations activations;

    GatedActivation(Activations activations) {
        this.activations = activations;
    }

    @Override
    public void run(int thread, int from, int to) {
        for (int row = from; row < to; row++) {
            float[] gate = activations.gate()[row];
            ElementKernels.geluGate(gate, activations.up()[row], gate.length);
        }
    }
}
