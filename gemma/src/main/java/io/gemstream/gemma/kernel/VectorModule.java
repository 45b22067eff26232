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
}
