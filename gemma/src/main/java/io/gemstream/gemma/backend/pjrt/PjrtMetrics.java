package io.gemstream.gemma.backend.pjrt;

/**
 * Counts of the backend's work since it was created.
 *
 * @param steps plans that were run
 * @param readBytes bytes of results that were copied from devices to the host
 * @param launches executions of step programs
 * @param rows rows that were asked for
 * @param paddedRows rows that were computed and thrown away, because programs have fixed shapes
 * @param headRows rows of logits that were asked for
 * @param paddedHeadRows rows of logits that were computed and thrown away
 * @param compiledPrograms programs that were compiled
 * @param loadedPrograms programs that came from the cache on disk
 * @param rejectedPrograms files of the cache on disk that could not be used, and were replaced
 * @param liveObjects native objects that are open; the same after every step, and 0 after the backend is closed
 */
public record PjrtMetrics(
        long steps,
        long readBytes,
        long launches,
        long rows,
        long paddedRows,
        long headRows,
        long paddedHeadRows,
        long compiledPrograms,
        long loadedPrograms,
        long rejectedPrograms,
        long liveObjects) {

    /** Share of the rows that were padding, 0 to 1. */
    public double waste() {
        return rows + paddedRows == 0 ? 0 : (double) paddedRows / (rows + paddedRows);
    }
}
