package io.gemstream.gemma.kernel;

import java.util.Random;

/** Makes rows of numbers for tests of kernels, the same in each run. */
public final class RandomRows {

    private RandomRows() {}

    /** @param bound magnitudes are less */
    public static float[] random(long seed, int n, float bound) {
        Random random = new Random(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat(-bound, bound);
        }
        return values;
    }
}
