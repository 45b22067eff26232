package io.gemstream.gemma.kernel;

/**
 * Whether this JVM was started with the Vector API, an incubator module that is off unless asked for. Without it every
 * kernel runs on its scalar twin, which has the bits of the vectors of AVX-512 and is many times slower.
 */
public final class VectorModule {

    /** Name of the module. */
    public static final String NAME = "jdk.incubator.vector";

    /** The scalar twins add in the order of AVX-512. */
    private static final int SCALAR_BITS = 512;

    /** A constant to the compiler, so a kernel's choice of twin costs nothing. */
    static final boolean PRESENT = ModuleLayer.boot().findModule(NAME).isPresent();

    private VectorModule() {}

    /** Whether kernels run on vectors. */
    public static boolean isPresent() {
        return PRESENT;
    }

    /** Bits of the vectors in which sums are taken, and so of their order. */
    public static int bits() {
        return PRESENT ? Lanes.F.vectorBitSize() : SCALAR_BITS;
    }
}
