package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.RowFunctions;

/** Caps the wanted logits. An item is a piece of a row. */
final class LogitCap implements RangeWork {

    private static final int PIECE = 8192;

    private final RowFunctions functions;
    private final float cap;
    private final int vocabulary;
    private final Batch batch;

    /** @param cap 0 where logits are left alone */
    LogitCap(RowFunctions functions, float cap, int vocabulary, Batch batch) {
        this.functions = functions;
        this.cap = cap;
        this.vocabulary = vocabulary;
        this.batch = batch;
    }

    void run(StepThreads threads) {
        if (cap > 0) {
            threads.run(this, batch.logitCount() * pieces(), 1);
        }
    }

    @Override
    public void run(int thread, int from, int to) {
        for (int item = from; item < to; item++) {
            int start = item % pieces() * PIECE;
            functions.softcap(
                    batch.logits()[item / pieces()], start, Math.min(PIECE, vocabulary - start), cap);
        }
    }

    private int pieces() {
        return Math.ceilDiv(vocabulary, PIECE);
    }
}
