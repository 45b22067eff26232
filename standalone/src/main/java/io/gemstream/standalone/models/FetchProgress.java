package io.gemstream.standalone.models;

/** Receives the progress of a fetch. Called from the fetching thread, often. */
public interface FetchProgress {

    /** One line of news: which source is taken and why, a retry, a wait. */
    void note(String line);

    /**
     * Bytes of the present step so far.
     *
     * @param step for example {@code downloading}; a new step starts a new count
     * @param done bytes so far, those of an earlier interrupted fetch included
     * @param total bytes in all; 0 where the source does not say
     */
    void at(String step, long done, long total);

    /** The present step is over. */
    void stepDone();
}
