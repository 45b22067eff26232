package io.gemstream.benchmarks.affinity;

/** Ways to choose the worker that gets a task. */
enum Placement {
    /** The one that has the beginning of its prompt, while it has room. */
    PREFIX(8),
    /** Whichever asks first. */
    ANY(0);

    private final int topics;

    Placement(int topics) {
        this.topics = topics;
    }

    /** The value of gemstream.topics.affinity. */
    int topics() {
        return topics;
    }
}
