package io.gemstream.gemma.sampling;

/**
 * Computes maximum and sum of exponentials over a vocabulary. The additions come in one order, whatever computes the
 * exponentials. Owns scratch; not thread-safe.
 */
final class LogSumExp {

    /** Exponentials between two rounds of additions. */
    private static final int BLOCK = 256;

    /** Exponentials that are computed in one call; a multiple of {@link #BLOCK} that the first cache holds. */
    private static final int CHUNK = 16 * BLOCK;

    private final RowExponentials exponentials;
    private final float[] chunk = new float[CHUNK];

    LogSumExp(RowExponentials exponentials) {
        this.exponentials = exponentials;
    }

    /**
     * Largest of {@code logits[0, size)}.
     *
     * @throws IllegalArgumentException if it is infinite; of NaN the sum tells
     */
    float max(float[] logits, int size) {
        return requireFinite(exponentials.max(logits, size));
    }

    /**
     * Sum of {@code exp((logits[i] - max) * scale)} over {@code [0, size)}; relative error under 1e-6.
     *
     * @throws IllegalArgumentException if a logit is NaN
     */
    double sumExp(float[] logits, int size, float max, float scale) {
        double sum = 0;
        for (int from = 0; from < size; from += CHUNK) {
            int count = Math.min(CHUNK, size - from);
            for (int i = 0; i < count; i++) {
                chunk[i] = (logits[from + i] - max) * scale;
            }
            exponentials.exponentials(chunk, count);
            for (int block = 0; block < count; block += BLOCK) {
                sum += sum(block, Math.min(block + BLOCK, count));
            }
        }
        if (Double.isNaN(sum)) {
            requireFinite(Float.NaN);
        }
        return sum;
    }

    /** @throws IllegalArgumentException if it is infinite or NaN */
    static float requireFinite(float largest) {
        if (!Float.isFinite(largest)) {
            throw new IllegalArgumentException("logits: largest is " + largest + " (expected: a finite number)");
        }
        return largest;
    }

    /** Four sums side by side, because one addition waits for the last. */
    private double sum(int from, int to) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            sum0 += chunk[i];
            sum1 += chunk[i + 1];
            sum2 += chunk[i + 2];
            sum3 += chunk[i + 3];
        }
        for (; i < to; i++) {
            sum0 += chunk[i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }
}
