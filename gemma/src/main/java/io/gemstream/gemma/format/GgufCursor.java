package io.gemstream.gemma.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads little-endian values one after the other; whatever would lie past the end of the file is refused. */
final class GgufCursor {

    static final String DAMAGED = "fetch it again: it is damaged or was not copied completely";

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment bytes;
    private long position;

    GgufCursor(Path file, MemorySegment bytes, long position) {
        this.file = file;
        this.bytes = bytes;
        this.position = position;
    }

    long position() {
        return position;
    }

    long remaining() {
        return bytes.byteSize() - position;
    }

    byte readByte(String what) {
        return bytes.get(ValueLayout.JAVA_BYTE, advance(1, what));
    }

    short readShort(String what) {
        return bytes.get(SHORT, advance(2, what));
    }

    int readInt(String what) {
        return bytes.get(INT, advance(4, what));
    }

    long readLong(String what) {
        return bytes.get(LONG, advance(8, what));
    }

    int[] readInts(int count, String what) {
        int[] values = new int[count];
        MemorySegment.copy(bytes, INT, advance((long) count * Integer.BYTES, what), values, 0, count);
        return values;
    }

    float[] readFloats(int count, String what) {
        float[] values = new float[count];
        MemorySegment.copy(bytes, FLOAT, advance((long) count * Float.BYTES, what), values, 0, count);
        return values;
    }

    /** A count of things that take at least {@code leastBytes} each, so one that cannot fit is refused here. */
    long readCount(String what, int leastBytes) {
        return readCount(what, "", leastBytes);
    }

    String readString(String what) {
        int length = readLength(what);
        byte[] text = new byte[length];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, advance(length, what), text, 0, length);
        return new String(text, StandardCharsets.UTF_8);
    }

    void skipString(String what) {
        advance(readLength(what), what);
    }

    void skip(long count, String what) {
        advance(count, what);
    }

    ModelFileException failure(String what, long at) {
        return new ModelFileException(file, what, at, DAMAGED);
    }

    private int readLength(String what) {
        long at = position;
        long length = readCount(what, " (length)", 1);
        if (length > Integer.MAX_VALUE - 8) {
            throw failure(what + ": a string of " + length + " bytes", at);
        }
        return (int) length;
    }

    /** @param part of what, for a message, which a vocabulary of strings would otherwise make for each of them */
    private long readCount(String what, String part, int leastBytes) {
        long at = position;
        long count = readLong(what);
        if (count < 0 || count > remaining() / leastBytes) {
            throw failure(what + part + ": " + Long.toUnsignedString(count) + " do not fit into the file", at);
        }
        return count;
    }

    private long advance(long count, String what) {
        long at = position;
        if (count < 0 || count > remaining()) {
            throw failure("the file ends within " + what, at);
        }
        position = at + count;
        return at;
    }
}
