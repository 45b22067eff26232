package io.gemstream.gateway.operation;

import io.gemstream.proto.v1.OperationRecord;
import java.util.LinkedHashMap;

/**
 * Keeps the waiting rows of one tenant in one lane, in the order in which they came. Their tokens are kept by the size
 * of what they allow, so that nothing is added up row by row while a request waits to be admitted. Not thread-safe.
 */
final class WaitingOperations {

    private final LinkedHashMap<String, OperationRecord> rows = new LinkedHashMap<>();
    private final Sizes ordinary = new Sizes();
    private final Sizes endless = new Sizes();

    /** Allowances by their power of two. */
    private static final class Sizes {

        private final int[] generations = new int[Long.SIZE];
        private final long[] tokens = new long[Long.SIZE];

        void change(long most, int by) {
            int size = Long.SIZE - 1 - Long.numberOfLeadingZeros(most | 1);
            generations[size] += by;
            tokens[size] += by * most;
        }
    }

    void add(OperationRecord row) {
        rows.put(row.getRequestId(), row);
        change(row, 1);
    }

    void remove(OperationRecord row) {
        if (rows.remove(row.getRequestId()) != null) {
            change(row, -1);
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int generations() {
        return rows.size();
    }

    /** The creation of the first of the rows, in milliseconds since 1970. */
    long oldestMs() {
        return rows.firstEntry().getValue().getCreatedMs();
    }

    /** Tokens that they are expected to generate; {@code longest} as in {@link TokenBudget#expected}. */
    double expected(GenerationLengths lengths, long longest) {
        return expected(ordinary, false, lengths, longest) + expected(endless, true, lengths, longest);
    }

    private static double expected(Sizes sizes, boolean endless, GenerationLengths lengths, long longest) {
        double expected = 0;
        for (int size = 0; size < Long.SIZE; size++) {
            int generations = sizes.generations[size];
            if (generations > 0) {
                expected += generations
                        * new TokenBudget(sizes.tokens[size] / generations, endless).expected(lengths, 0, longest);
            }
        }
        return expected;
    }

    private void change(OperationRecord row, int by) {
        TokenBudget tokenBudget = TokenBudget.of(row);
        (tokenBudget.endless() ? endless : ordinary).change(tokenBudget.most(), by);
    }
}
