package io.gemstream.gemma.sampling;

import java.util.Arrays;

/**
 * The tokens that may be drawn, best first, with their weights. Order of the filters: temperature, top-k, top-p, min-p.
 * Storage is reused from token to token.
 *
 * <ul>
 *   <li>top-k keeps every token equal to the k-th;
 *   <li>top-p keeps a token while the sum before it is under p, so at least one;
 *   <li>min-p keeps a token at least minP times as probable as the best, the best always.
 * </ul>
 *
 * The ties are those of vLLM's PyTorch sampler. Where only the temperature is in force, tokens leave the heap as the
 * draw reaches them, because sorting a whole vocabulary costs more than the draw.
 */
final class Candidates {

    private final CandidateHeap heap;
    private final LogSumExp sums;
    private int[] ids = new int[64]; // [count] best first
    private double[] weights = new double[64]; // [count] exp((logit - max) / temperature); StrictMath, equal everywhere
    private int count;
    private double total; // of all weights that may be drawn, taken from the heap or not
    private float max;
    private double temperature;

    Candidates(int vocabularySize, LogSumExp sums) {
        this.heap = new CandidateHeap(vocabularySize);
        this.sums = sums;
    }

    /**
     * Applies temperature and filters.
     *
     * @param logits [size], adjusted; minus infinity keeps a token out
     * @param size at most the vocabulary
     * @param largest the largest of them, finite
     */
    void select(float[] logits, int size, float largest, SamplerOptions options) {
        max = largest;
        temperature = options.temperature();
        count = 0;
        boolean topK = options.topK() > 0 && options.topK() < size;
        heap.fill(
                logits,
                size,
                topK ? heap.kthLargest(logits, size, options.topK()) : Float.NEGATIVE_INFINITY);
        if (topK) {
            takeAll();
            total = sum();
        } else {
            // Of a temperature next to 0 the reciprocal overflows, and infinity times no distance at all is no number.
            total = sums.sumExp(logits, size, largest, (float) Math.min(1 / temperature, Float.MAX_VALUE));
        }
        if (options.topP() < 1) {
            keepTopP(options.topP());
        }
        if (options.minP() > 0) {
            keepMinP(options.minP());
        }
    }

    /** The id in whose share of the total {@code u}, in [0, 1), falls; shares lie side by side, best first. */
    int draw(double u) {
        double target = u * total;
        double cumulative = 0;
        int i = 0;
        do {
            if (i == count) {
                take();
            }
            cumulative += weights[i++];
        } while (cumulative <= target && (i < count || !heap.isEmpty()));
        return ids[i - 1];
    }

    /** Ids that may be drawn, best first. */
    int[] ids() {
        takeAll();
        return Arrays.copyOf(ids, count);
    }

    /** Their probabilities. */
    double[] probabilities() {
        takeAll();
        return Arrays.stream(weights, 0, count).map(weight -> weight / total).toArray();
    }

    private void keepTopP(double topP) {
        double before = 0;
        int kept = 0;
        while ((kept < count || !heap.isEmpty()) && (kept == 0 || before / total < topP)) {
            if (kept == count) {
                take();
            }
            before += weights[kept++];
        }
        close(kept);
    }

    private void keepMinP(double minP) {
        int kept = 0;
        boolean reached = true;
        while ((kept < count || !heap.isEmpty()) && reached) {
            if (kept == count) {
                take();
            }
            reached = weights[kept] >= minP; // the best weighs 1
            kept += reached ? 1 : 0;
        }
        close(kept);
    }

    /** Leaves the first {@code kept} and nothing else. */
    private void close(int kept) {
        count = kept;
        total = sum();
        heap.clear();
    }

    private void take() {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            weights = Arrays.copyOf(weights, 2 * count);
        }
        ids[count] = heap.id();
        weights[count] = StrictMath.exp(((double) heap.logit() - max) / temperature);
        count++;
        heap.removeBest();
    }

    private void takeAll() {
        while (!heap.isEmpty()) {
            take();
        }
    }

    private double sum() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[i];
        }
        return sum;
    }
}
