package io.gemstream.worker.slot;

/** A way to settle a delivery in the share group. */
public enum Settlement {
    /** Done; nobody gets it again. */
    ACCEPT,
    /** Handed back; somebody gets it again, with a higher delivery count. */
    RELEASE,
    /** Unusable; nobody gets it again. */
    REJECT
}
