package io.gemstream.gemma.kernel;

/**
 * Tells whether this JVM was started with the Vector API, an incubator module that is off unless asked for. Without it
 * every kernel runs on its scalar twin, which has the same bits and is many times slower.
 */
public final class VectorModule {

    /** Name of the module. */
    public static final String NAME = "jdk.incubator.vector";

    /** A constant to the compiler, so a kernel's choice of twin costs nothing. */
    static final boolean PRESENT = ModuleLayer.boot().findModule(NAME).isPresent();

    private VectorModule() {}

    /** Whether kernels run on vectors. */
    public static boolean isPresent() {
        return PRESENT;
    }

    /** Lanes in which kernels add up, and so the order: the same on every CPU (ADR 37). */
    public static int lanesOfSums() {
        return ScalarLanes.COUNT;
    }

    /** Bits of the vectors that kernels use; those of one float without vectors. */
    public static int bits() {
        return PRESENT ? Lanes.F.vectorBitSize() : Float.SIZE;
    }
}
