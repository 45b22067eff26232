package io.gemstream.worker.attempt;

import io.gemstream.gemma.engine.Engine;
import io.gemstream.gemma.engine.EngineListener;
import io.gemstream.gemma.engine.SequenceRequest;

/** Runs sequences: the part of an engine that the worker needs. {@link Engine} says how it behaves. */
public interface SequenceRunner {

    /** See {@link Engine#submit}. */
    void submit(SequenceRequest request, EngineListener listener);

    /** See {@link Engine#cancel}. */
    boolean cancel(String id);

    static SequenceRunner of(Engine engine) {
        return new SequenceRunner() {
            @Override
            public void submit(SequenceRequest request, EngineListener listener) {
                engine.submit(request, listener);
            }

            @Override
            public boolean cancel(String id) {
                return engine.cancel(id);
            }
        };
    }
}
