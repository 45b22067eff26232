package io.gemstream.gemma.kernel.machine;

import io.gemstream.gemma.kernel.ScaledBytes;

/** Formats of a row of keys or values in memory. */
public enum CachedRow {
    /** Floats. */
    FLOATS,
    /** Half-precision floats, see {@link io.gemstream.gemma.kernel.HalfFloats}. */
    HALVES,
    /** Signed bytes, then their scales, see {@link ScaledBytes}. */
    BYTES;

    /** Bytes of a row of {@code n} numbers. */
    public int bytes(int n) {
        return switch (this) {
            case FLOATS -> Float.BYTES * n;
            case HALVES -> Short.BYTES * n;
            case BYTES -> n + Float.BYTES * ScaledBytes.scales(n);
        };
    }
}
