package io.gemstream.gemma.kernel;

/** Whether this JVM was started with the Vector API, an incubator module that is off unless asked for. */
public final class VectorModule {

    /** Name of the module. */
    public static final String NAME = "jdk.incubator.vector";

    private VectorModule() {}

    /** Whether the kernels of this package can run. */
    public static boolean isPresent() {
        return ModuleLayer.boot().findModule(NAME).isPresent();
    }

    /** Bits of the vectors in which sums are taken, and so of their order; only where the module is present. */
    public static int bits() {
        return Lanes.F.vectorBitSize();
    }
}
