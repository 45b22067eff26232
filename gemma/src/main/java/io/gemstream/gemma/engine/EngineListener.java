package io.gemstream.gemma.engine;

/** Receives the events of one sequence, in order, on the engine's thread: every other sequence waits meanwhile. */
@FunctionalInterface
public interface EngineListener {

    /** Must be quick and must not block. An exception ends this sequence, and no other, with an error. */
    void onEvent(EngineEvent event);
}
