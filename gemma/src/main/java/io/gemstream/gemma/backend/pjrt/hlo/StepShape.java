package io.gemstream.gemma.backend.pjrt.hlo;

/**
 * Number of rows that a step program takes, by block table. A row is a token of a sequence; rows that share a block
 * table belong to one sequence. Decode is many tables of one row, a prefill chunk is one table of many rows.
 *
 * @param tables block tables, at least 1
 * @param rowsPerTable rows of each, at least 1
 */
public record StepShape(int tables, int rowsPerTable) {

    public StepShape {
        if (tables < 1 || rowsPerTable < 1) {
            throw new IllegalArgumentException(
                    "step shape: " + tables + " tables of " + rowsPerTable + " rows (expected: >= 1)");
        }
    }

    /** Rows in all. */
    public int rows() {
        return tables * rowsPerTable;
    }

    @Override
    public String toString() {
        return tables + "x" + rowsPerTable;
    }
}
