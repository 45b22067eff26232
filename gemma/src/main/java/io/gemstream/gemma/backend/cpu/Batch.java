package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.cache.BlockTable;
import java.util.Arrays;

/** The tokens that go through the model together: at most {@link Activations#MAX_ROWS}, of any sequences. */
final class Batch {

    private static final BlockTable NO_TABLE = new BlockTable(1, new int[0]);

    private final int[] tokens = new int[Activations.MAX_ROWS];
    private final int[] positions = new int[Activations.MAX_ROWS];
    private final BlockTable[] tables = new BlockTable[Activations.MAX_ROWS];
    private final int[] logitRows = new int[Activations.MAX_ROWS];
    private final float[][] logits = new float[Activations.MAX_ROWS][];
    private int count;
    private int logitCount;

    Batch() {
        clear();
    }

    void clear() {
        Arrays.fill(tables, NO_TABLE);
        count = 0;
        logitCount = 0;
    }

    void add(int token, int position, BlockTable table) {
        tokens[count] = token;
        positions[count] = position;
        tables[count] = table;
        count++;
    }

    /** Asks for the logits after the row added last. */
    void wantLogits(float[] target) {
        logitRows[logitCount] = count - 1;
        logits[logitCount] = target;
        logitCount++;
    }

    boolean isFull() {
        return count == Activations.MAX_ROWS;
    }

    int count() {
        return count;
    }

    int token(int row) {
        return tokens[row];
    }

    int position(int row) {
        return positions[row];
    }

    BlockTable table(int row) {
        return tables[row];
    }

    /** Rows whose logits are wanted. */
    int logitCount() {
        return logitCount;
    }

    int logitRow(int index) {
        return logitRows[index];
    }

    /** Destination of the wanted logits, [logitCount][vocabularySize]. */
    float[][] logits() {
        return logits;
    }
}
