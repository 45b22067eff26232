package io.gemstream.worker.slot;

/** What becomes of a task's record in the share group. */
public enum Settlement {
    /** Done; nobody gets it again. */
    ACCEPT,
    /** Handed back; somebody gets it again, with a higher delivery count. */
    RELEASE,
    /** Unusable; nobody gets it again. */
    REJECT
}
