package io.gemstream.gemma.engine;

/** Reasons why a sequence ended. */
public enum EndReason {
    /** An end token or a stop string came. */
    STOP,
    /** The token limit, or the end of the context or of the whole KV cache was reached. */
    LENGTH,
    /** {@link Engine#cancel} was called. */
    CANCELLED,
    /** The deadline passed. */
    DEADLINE,
    /** The backend, the sampler, the listener or the engine's end stopped it; the event has the cause. */
    ERROR
}
