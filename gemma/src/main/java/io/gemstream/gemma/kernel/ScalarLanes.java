package io.gemstream.gemma.kernel;

/** The lanes of a vector as an array: the twins of kernels that add up have to add in the same order. */
final class ScalarLanes {

    /** As many as a vector of this JVM has; without vectors, as many as one of AVX-512 would have. */
    static final int COUNT = VectorModule.PRESENT ? Lanes.COUNT : 16;

    private ScalarLanes() {}

    /** As {@link Lanes#sum}; overwrites the lanes. */
    static float sum(float[] lanes, int from) {
        for (int distance = COUNT / 2; distance > 0; distance /= 2) {
            for (int i = from; i < from + distance; i++) {
                lanes[i] += lanes[i + distance];
            }
        }
        return lanes[from];
    }

    /** The number of whole vectors in {@code n}, in elements. */
    static int bound(int n) {
        return n - n % COUNT;
    }
}
