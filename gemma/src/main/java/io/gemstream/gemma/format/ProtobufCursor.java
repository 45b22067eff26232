package io.gemstream.gemma.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Walks the fields of one protobuf message
 * (<a href="https://protobuf.dev/programming-guides/encoding/">encoding</a>). After {@link #next()} the caller either
 * takes the value by the method of its kind or goes on, which skips it.
 */
final class ProtobufCursor {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;
    private static final int MAX_VARINT_BITS = 64;

    private final Path file;
    private final ByteBuffer bytes;
    private int wireType = -1;
    private int field;
    private boolean taken = true;

    private ProtobufCursor(Path file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    static ProtobufCursor of(Path file, byte[] bytes) {
        return new ProtobufCursor(file, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** Moves to the next field. False at the end of the message. */
    boolean next() {
        if (!taken) {
            skip();
        }
        if (!bytes.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (tag >>> 3 < 1 || tag >>> 3 > (1 << 29) - 1) {
            throw failure("field number " + (tag >>> 3));
        }
        taken = false;
        return true;
    }

    /** Number of the current field. */
    int field() {
        return field;
    }

    /** An int32, enum or int64. */
    long integer() {
        take(VARINT, "a varint");
        return varint();
    }

    boolean bool() {
        return integer() != 0;
    }

    float real() {
        take(FIXED32, "32 bits");
        require(Float.BYTES);
        return bytes.getFloat();
    }

    String text() {
        ByteBuffer slice = slice();
        return StandardCharsets.UTF_8.decode(slice).toString();
    }

    ProtobufCursor message() {
        return new ProtobufCursor(file, slice());
    }

    /** Bytes of a string, bytes or message field. */
    int length() {
        return slice().remaining();
    }

    ModelFileException failure(String what) {
        // Slices share the array, so this is the place in the file whatever the depth.
        return new ModelFileException(file, what, bytes.arrayOffset() + bytes.position(), GgufCursor.DAMAGED);
    }

    private void take(int expected, String what) {
        if (taken || wireType != expected) {
            throw failure("field " + field + " of wire type " + wireType + " (expected: " + what + ")");
        }
        taken = true;
    }

    private ByteBuffer slice() {
        take(LENGTH, "a length");
        int length = readLength();
        ByteBuffer slice = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + length);
        return slice;
    }

    private void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> advance(Long.BYTES);
            case LENGTH -> advance(readLength());
            case FIXED32 -> advance(Float.BYTES);
            default -> throw failure("field " + field + " of wire type " + wireType);
        }
    }

    private int readLength() {
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw failure("field " + field + ": " + Long.toUnsignedString(length) + " bytes do not fit into the file");
        }
        return (int) length;
    }

    private void advance(int count) {
        require(count);
        bytes.position(bytes.position() + count);
    }

    private void require(int count) {
        if (bytes.remaining() < count) {
            throw failure("the file ends within field " + field);
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < MAX_VARINT_BITS; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw failure("the file ends within a number");
            }
            byte part = bytes.get();
            value |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw failure("a number of more than ten bytes");
    }
}
