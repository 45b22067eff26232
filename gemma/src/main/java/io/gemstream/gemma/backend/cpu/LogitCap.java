package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.ElementKernels;

/** Caps the wanted logits. An item is a piece of a row. */
final class LogitCap implements RangeWork {

    private static final int PIECE = 8192;

    private final float cap;
    private final int vocabulary;
    private final Batch rows;

    /** @param cap 0 where logits are left alone */
    LogitCap(float cap, int vocabulary, Batch rows) {
        this.cap = cap;
        this.vocabulary = vocabulary;
        this.rows = rows;
    }

    void run(StepThreads threads) {
        if (cap > 0) {
            threads.run(this, rows.logitCount() * pieces(), 1);
        }
    }

    @Override
    public void run(int thread, int from, int to) {
        for (int item = from; item < to; item++) {
            int start = item % pieces() * PIECE;
            ElementKernels.softcap(
                    rows.logits()[item / pieces()], start, Math.min(PIECE, vocabulary - start), cap);
        }
    }

    private int pieces() {
        return Math.ceilDiv(vocabulary, PIECE);
    }
}
