package io.gemstream.gemma.backend.cpu;

import jdk.incubator.vector.VectorShape;

/** The width of the machine's vectors as the kernels use it. Needs the Vector API. */
public final class VectorWidth {

    private static final int MOST = 512; // as in the kernels

    private VectorWidth() {}

    /** Bits per vector. */
    public static int bits() {
        return Math.min(MOST, VectorShape.preferredShape().vectorBitSize());
    }
}
