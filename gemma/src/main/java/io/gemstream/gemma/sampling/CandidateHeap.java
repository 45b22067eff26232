package io.gemstream.gemma.sampling;

/**
 * Tokens by logit, best first, the lower id first on equal logits. A heap and no sorted array: a draw rarely looks past
 * the first few of 256k tokens.
 */
final class CandidateHeap {

    private final long[] keys; // [vocabulary] (logit order, complement of id); largest first
    private int size;

    CandidateHeap(int vocabularySize) {
        this.keys = new long[vocabularySize];
    }

    /** Takes every token whose logit is at least {@code least} and above minus infinity. */
    void fill(float[] logits, int vocabularySize, float least) {
        size = 0;
        for (int id = 0; id < vocabularySize; id++) {
            if (logits[id] >= least && logits[id] > Float.NEGATIVE_INFINITY) {
                keys[size++] = (long) order(logits[id]) << 32 | ~id & 0xFFFFFFFFL;
            }
        }
        for (int parent = size / 2 - 1; parent >= 0; parent--) {
            sink(parent);
        }
    }

    /**
     * The k-th largest of {@code logits[0, vocabularySize)}, or minus infinity where there are fewer. Uses the heap's
     * storage, so fill afterwards.
     */
    float kthLargest(float[] logits, int vocabularySize, int k) {
        if (k >= vocabularySize) {
            return Float.NEGATIVE_INFINITY;
        }
        // A heap of the k best so far with the worst of them on top: negated keys make it the same heap.
        size = k;
        for (int id = 0; id < k; id++) {
            keys[id] = -(long) order(logits[id]);
        }
        for (int parent = size / 2 - 1; parent >= 0; parent--) {
            sink(parent);
        }
        float worst = value((int) -keys[0]);
        for (int id = k; id < vocabularySize; id++) {
            if (logits[id] > worst) {
                keys[0] = -(long) order(logits[id]);
                sink(0);
                worst = value((int) -keys[0]);
            }
        }
        return worst;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Id of the best token left. */
    int id() {
        return ~(int) keys[0];
    }

    /** Logit of the best token left. */
    float logit() {
        return value((int) (keys[0] >> 32));
    }

    void removeBest() {
        keys[0] = keys[--size];
        sink(0);
    }

    void clear() {
        size = 0;
    }

    private void sink(int from) {
        long key = keys[from];
        int hole = from;
        for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && keys[child + 1] > keys[child]) {
                child++;
            }
            if (keys[child] <= key) {
                break;
            }
            keys[hole] = keys[child];
            hole = child;
        }
        keys[hole] = key;
    }

    /** Maps floats to ints in the same order; adding zero makes the two zeros one. */
    private static int order(float logit) {
        int bits = Float.floatToRawIntBits(logit + 0.0f);
        return bits ^ bits >> 31 & Integer.MAX_VALUE;
    }

    private static float value(int order) {
        return Float.intBitsToFloat(order ^ order >> 31 & Integer.MAX_VALUE);
    }
}
