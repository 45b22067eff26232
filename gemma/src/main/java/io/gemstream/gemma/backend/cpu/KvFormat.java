package io.gemstream.gemma.backend.cpu;

import io.gemstream.gemma.kernel.ScaledBytes;
import java.util.Locale;

/**
 * Number formats of the KV cache (ADR 15). Rounding happens once, when a position is written, and does not depend on
 * its neighbours; attention computes in f32 whatever the format.
 */
public enum KvFormat {
    /** 4 bytes: as computed. */
    F32 {
        @Override
        long bytes(int numbers) {
            return (long) Float.BYTES * numbers;
        }

        @Override
        KvRows rows(int blocks, int blockNumbers, int headDim) {
            return FloatKvRows.create(blocks, blockNumbers);
        }
    },
    /** 2 bytes: IEEE half precision. */
    F16 {
        @Override
        long bytes(int numbers) {
            return (long) Short.BYTES * numbers;
        }

        @Override
        KvRows rows(int blocks, int blockNumbers, int headDim) {
            return HalfKvRows.create(blocks, blockNumbers);
        }
    },
    /** Signed bytes with a scale (f32) per 32 numbers of a head. */
    INT8 {
        @Override
        long bytes(int numbers) {
            return numbers + (long) Float.BYTES * ScaledBytes.scales(numbers);
        }

        @Override
        KvRows rows(int blocks, int blockNumbers, int headDim) {
            return ByteKvRows.create(blocks, blockNumbers, headDim);
        }
    };

    /** Bytes of one head at one position. */
    abstract long bytes(int numbers);

    /** Empty storage for the keys, or the values, of a layer. */
    abstract KvRows rows(int blocks, int blockNumbers, int headDim);

    /** The name in configuration and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
