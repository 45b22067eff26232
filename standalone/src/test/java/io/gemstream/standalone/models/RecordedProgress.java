package io.gemstream.standalone.models;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it hears. */
final class RecordedProgress implements FetchProgress {

    final List<String> notes = new CopyOnWriteArrayList<>();
    final List<String> steps = new CopyOnWriteArrayList<>();

    @Override
    public void note(String line) {
        notes.add(line);
    }

    @Override
    public void at(String step, long done, long total) {
        if (steps.isEmpty() || !steps.getLast().equals(step)) {
            steps.add(step);
        }
    }

    @Override
    public void stepDone() {}
}
