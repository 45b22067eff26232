package io.gemstream.standalone.models;

/**
 * Reports one file's progress as that of all files of a set: they make one step.
 *
 * @param before bytes of the set's files before this one
 * @param setBytes bytes of all
 */
record ShareOfProgress(FetchProgress whole, long before, long setBytes) implements FetchProgress {

    @Override
    public void note(String line) {
        whole.note(line);
    }

    @Override
    public void at(String step, long done, long total) {
        whole.at(step, before + done, setBytes);
    }

    /** The set's step is not over with a file's. */
    @Override
    public void stepDone() {}
}
