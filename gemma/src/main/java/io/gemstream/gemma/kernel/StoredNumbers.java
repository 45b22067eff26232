package io.gemstream.gemma.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Reads single numbers from little-endian tensor data. */
public final class StoredNumbers {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private StoredNumbers() {}

    public static int unsignedByte(MemorySegment data, long offset) {
        return data.get(ValueLayout.JAVA_BYTE, offset) & 0xFF;
    }

    public static int signedByte(MemorySegment data, long offset) {
        return data.get(ValueLayout.JAVA_BYTE, offset);
    }

    public static short int16(MemorySegment data, long offset) {
        return data.get(SHORT, offset);
    }

    public static int int32(MemorySegment data, long offset) {
        return data.get(INT, offset);
    }

    public static long int64(MemorySegment data, long offset) {
        return data.get(LONG, offset);
    }

    /** A 16-bit float widened, which is exact. */
    public static float half(MemorySegment data, long offset) {
        return Float.float16ToFloat(data.get(SHORT, offset));
    }
}
