package io.gemstream.benchmarks;

/** One of two ways to have the same work done. */
interface Side {

    /** The name in the report. */
    String name();

    /**
     * Does the work, and returns when it is done.
     *
     * @param streams generations at a time; the next starts when one ends
     * @param generations in all
     * @return seconds
     */
    double run(int streams, int generations);
}
