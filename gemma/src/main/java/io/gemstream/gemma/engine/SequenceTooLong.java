package io.gemstream.gemma.engine;

import io.gemstream.gemma.error.GemmaException;

/** A prompt that no token could follow, however idle the engine: refused at submission. */
public final class SequenceTooLong extends GemmaException {

    private static final long serialVersionUID = 1L;

    private final int needed;
    private final int capacity;

    SequenceTooLong(int needed, int capacity) {
        super(Code.PROMPT_TOO_LONG, "tokens: " + needed + " needed (expected: <= " + capacity + ")");
        this.needed = needed;
        this.capacity = capacity;
    }

    /** Positions of the prompt and one token. */
    public int needed() {
        return needed;
    }

    /** Positions one sequence can have. */
    public int capacity() {
        return capacity;
    }
}
