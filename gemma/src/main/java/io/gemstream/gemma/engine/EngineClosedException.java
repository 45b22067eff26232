package io.gemstream.gemma.engine;

/** The engine is closed. A sequence that ends for this reason was not judged: it may run elsewhere. */
public final class EngineClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    EngineClosedException() {
        super("engine: closed");
    }
}
