package io.gemstream.gemma.backend.cpu;

/** Work on items that do not depend on each other. */
interface RangeWork {

    /**
     * Does the items {@code [from, to)}.
     *
     * @param thread which of the threads runs this, from 0; two calls at the same time have different ones
     */
    void run(int thread, int from, int to);
}
