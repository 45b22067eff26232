package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.VectorModule;

/** The width of the machine's vectors as the kernels use it. */
public final class VectorWidth {

    private VectorWidth() {}

    /** Bits per vector. */
    public static int bits() {
        return VectorModule.bits();
    }
}
