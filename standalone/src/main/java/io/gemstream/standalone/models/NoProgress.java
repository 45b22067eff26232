package io.gemstream.standalone.models;

/** Reports no progress, for what takes no time that anybody would notice. */
enum NoProgress implements FetchProgress {
    INSTANCE;

    @Override
    public void note(String line) {}

    @Override
    public void at(String step, long done, long total) {}

    @Override
    public void stepDone() {}
}
