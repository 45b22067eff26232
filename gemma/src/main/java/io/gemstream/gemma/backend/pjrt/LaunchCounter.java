package io.gemstream.gemma.backend.pjrt;

import java.util.concurrent.atomic.AtomicLong;

/** Counts launches for the metrics; the step loop adds, any thread reads. */
final class LaunchCounter {

    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong readBytes = new AtomicLong();
    private final AtomicLong launches = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong paddedRows = new AtomicLong();
    private final AtomicLong headRows = new AtomicLong();
    private final AtomicLong paddedHeadRows = new AtomicLong();

    void add(Launch launch, int wanted) {
        launches.incrementAndGet();
        rows.addAndGet(launch.rows().size());
        paddedRows.addAndGet(launch.padding());
        headRows.addAndGet(wanted);
        if (wanted > 0) {
            paddedHeadRows.addAndGet(StepPrograms.headRows(launch.shape()) - wanted);
        }
    }

    void step(long bytes) {
        steps.incrementAndGet();
        readBytes.addAndGet(bytes);
    }

    PjrtMetrics metrics(ProgramStore store, long liveObjects) {
        return new PjrtMetrics(
                steps.get(), readBytes.get(), launches.get(), rows.get(), paddedRows.get(), headRows.get(), paddedHeadRows.get(), store.compiled(),
                store.loaded(), store.rejected(), liveObjects);
    }
}
