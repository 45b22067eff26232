package io.gemstream.gemma.kernel;

/** The lanes of a sum as an array: the twins of kernels that add up have to add in the same order. */
final class ScalarLanes {

    /** As many as the widest vector has, whatever the CPU; see {@link Lanes}. */
    static final int COUNT = 16;

    private ScalarLanes() {}

    /** As {@link Lanes#sum(float[], int)}; overwrites the lanes. */
    static float sum(float[] lanes, int from) {
        for (int distance = COUNT / 2; distance > 0; distance /= 2) {
            for (int i = from; i < from + distance; i++) {
                lanes[i] += lanes[i + distance];
            }
        }
        return lanes[from];
    }

    /** How many of {@code n} elements the lanes of a sum take; the others are added one by one. */
    static int bound(int n) {
        return n - n % COUNT;
    }
}
