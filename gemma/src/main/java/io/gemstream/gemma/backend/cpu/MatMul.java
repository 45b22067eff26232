package io.gemstream.gemma.backend.cpu;

/** Multiplies rows of activations by weight matrices that share their input. */
sealed interface MatMul permits Projection, PanelProjection {

    /** Multiplies the first {@code rows} rows. */
    void run(StepThreads threads, int rows);
}
