package io.gemstream.gemma.sampling;

/**
 * Random numbers as a function of (seed, index): no state, so a token's draw is the same whatever was drawn before, in
 * whichever batch and by whichever worker. Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3", SC 2011.
 *
 * @param seed the key
 */
public record CounterRandom(long seed) {

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;

    /** A number in [0, 1), a multiple of 2^-53. */
    public double uniform(long index) {
        int[] block = philox((int) index, (int) (index >>> 32), 0, 0, (int) seed, (int) (seed >>> 32));
        long bits = (long) block[0] << 32 | block[1] & 0xFFFFFFFFL;
        return (bits >>> 11) * 0x1p-53;
    }

    /** The 4 output words for a counter of 4 words and a key of 2. */
    static int[] philox(int counter0, int counter1, int counter2, int counter3, int key0, int key1) {
        int c0 = counter0;
        int c1 = counter1;
        int c2 = counter2;
        int c3 = counter3;
        for (int round = 0; round < ROUNDS; round++) {
            int k0 = key0 + round * WEYL_0;
            int k1 = key1 + round * WEYL_1;
            long product0 = MULTIPLIER_0 * (c0 & 0xFFFFFFFFL);
            long product1 = MULTIPLIER_1 * (c2 & 0xFFFFFFFFL);
            c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
            c1 = (int) product1;
            c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
            c3 = (int) product0;
        }
        return new int[] {c0, c1, c2, c3};
    }
}
