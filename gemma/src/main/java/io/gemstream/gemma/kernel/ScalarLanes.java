package io.gemstream.gemma.kernel;

/** Adds up the lanes of a sum, kept as an array: the scalar twins of vector kernels have to add in the same order. */
public final class ScalarLanes {

    /** As many as the widest vector has, whatever the CPU; see {@link Lanes}. */
    public static final int COUNT = 16;

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

    /** Number of the {@code n} elements that the lanes of a sum take; the others are added one by one. */
    public static int bound(int n) {
        return n - n % COUNT;
    }
}
