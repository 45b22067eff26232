package io.gemstream.gemma.model;

import io.gemstream.gemma.kernel.RowDecoder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Compares two stored matrices. */
final class SameNumbers {

    private SameNumbers() {}

    /** Whether the first rows hold the same numbers, however they are stored; reads up to the first row that differs. */
    static boolean in(WeightMatrix one, WeightMatrix other, int rows) {
        if (one.type() == other.type()) {
            long bytes = rows * one.rowBytes();
            return MemorySegment.mismatch(one.data(), 0, bytes, other.data(), 0, bytes) < 0;
        }
        float[] left = new float[one.columns()];
        float[] right = new float[one.columns()];
        for (long row = 0; row < rows; row++) {
            RowDecoder.decode(one.type(), one.data(), row * one.rowBytes(), left.length, left, 0);
            RowDecoder.decode(other.type(), other.data(), row * other.rowBytes(), right.length, right, 0);
            if (!Arrays.equals(left, right)) {
                return false;
            }
        }
        return true;
    }
}
