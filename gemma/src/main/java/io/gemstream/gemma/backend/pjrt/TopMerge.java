package io.gemstream.gemma.backend.pjrt;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Puts the best tokens of each device's share of the vocabulary together.
 *
 * @param logits per device, [rows, k]
 * @param ids per device, [rows, k], counted from the start of the share
 * @param logSums per device, [rows]
 * @param k tokens per row
 * @param share tokens per device
 */
record TopMerge(List<MemorySegment> logits, List<MemorySegment> ids, List<MemorySegment> logSums, int k, int share) {

    private record Candidate(int id, float logit) {}

    TopLogits row(int row) {
        List<Candidate> candidates = new ArrayList<>();
        double largest = Double.NEGATIVE_INFINITY;
        for (int d = 0; d < logits.size(); d++) {
            for (int i = 0; i < k; i++) {
                long at = (long) row * k + i;
                candidates.add(new Candidate(
                        d * share + ids.get(d).getAtIndex(ValueLayout.JAVA_INT, at),
                        logits.get(d).getAtIndex(ValueLayout.JAVA_FLOAT, at)));
            }
            largest = Math.max(largest, logSum(d, row));
        }
        candidates.sort(Comparator.comparingDouble((Candidate c) -> -c.logit).thenComparingInt(Candidate::id));
        int[] best = new int[k];
        float[] values = new float[k];
        for (int i = 0; i < k; i++) {
            best[i] = candidates.get(i).id;
            values[i] = candidates.get(i).logit;
        }
        double sum = 0;
        for (int d = 0; d < logSums.size(); d++) {
            sum += Math.exp(logSum(d, row) - largest);
        }
        return new TopLogits(best, values, (float) (largest + Math.log(sum)));
    }

    private double logSum(int device, int row) {
        return logSums.get(device).getAtIndex(ValueLayout.JAVA_FLOAT, row);
    }
}
