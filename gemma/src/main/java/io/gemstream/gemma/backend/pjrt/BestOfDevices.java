package io.gemstream.gemma.backend.pjrt;

import io.gemstream.gemma.sampling.Logits;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Merges the best tokens of each device's share of the vocabulary.
 *
 * @param logits per device, [rows, k], best first
 * @param ids per device, [rows, k], counted from the start of the share
 * @param logSums per device, [rows]: logarithm of the sum of exp(logit - largest of the share)
 * @param k tokens per row
 * @param share tokens per device
 */
record BestOfDevices(
        List<MemorySegment> logits, List<MemorySegment> ids, List<MemorySegment> logSums, int k, int share) {

    private record Candidate(int id, float logit) {}

    /**
     * The {@code wanted} best of a row, and all equal to the last of them, or empty where a device may have others that
     * are as good.
     */
    Optional<Logits.Best> row(int row, int wanted) {
        float cut = cut(row);
        List<Candidate> candidates = new ArrayList<>();
        for (int d = 0; d < logits.size(); d++) {
            for (int i = 0; i < k && logit(d, row, i) > cut; i++) {
                int id = d * share + ids.get(d).getAtIndex(ValueLayout.JAVA_INT, (long) row * k + i);
                candidates.add(new Candidate(id, logit(d, row, i)));
            }
        }
        if (candidates.size() < wanted) {
            return Optional.empty();
        }
        // Adding zero makes the two zeros one, which they are to the sampler.
        candidates.sort(Comparator.comparingDouble((Candidate c) -> -(c.logit + 0.0)).thenComparingInt(Candidate::id));
        int[] best = new int[candidates.size()];
        float[] values = new float[best.length];
        for (int i = 0; i < best.length; i++) {
            best[i] = candidates.get(i).id;
            values[i] = candidates.get(i).logit;
        }
        return Optional.of(new Logits.Best(best, values, logSum(row)));
    }

    /** Logarithm of the sum of exp(logit - largest logit) over the whole row. */
    double logSum(int row) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int d = 0; d < logits.size(); d++) {
            largest = Math.max(largest, logit(d, row, 0));
        }
        double sum = 0;
        for (int d = 0; d < logits.size(); d++) {
            double ofShare = logSums.get(d).getAtIndex(ValueLayout.JAVA_FLOAT, row);
            sum += StrictMath.exp(ofShare + logit(d, row, 0) - largest);
        }
        return StrictMath.log(sum);
    }

    /** The largest logit that a token left behind on a device can have. */
    private float cut(int row) {
        float cut = Float.NEGATIVE_INFINITY;
        for (int d = 0; d < logits.size() && k < share; d++) {
            cut = Math.max(cut, logit(d, row, k - 1));
        }
        return cut;
    }

    private float logit(int device, int row, int place) {
        return logits.get(device).getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * k + place);
    }
}
