package io.gemstream.gemma.backend.cpu;

/** The JVM was started without the Vector API. There is no scalar fallback: it would be many times slower. */
public final class MissingVectorModuleException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    MissingVectorModuleException() {
        super("the CPU backend needs the Vector API: start java with --add-modules jdk.incubator.vector");
    }
}
