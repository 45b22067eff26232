package io.gemstream.gemma.engine;

import io.gemstream.gemma.error.GemmaException;

/** The engine is closed. A sequence that ends for this reason was not judged: it may run elsewhere. */
public final class EngineClosedException extends GemmaException {

    private static final long serialVersionUID = 1L;

    EngineClosedException() {
        super(Code.CLOSED, "engine: closed");
    }
}
