package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * One struct in native memory, its fields by their names in the header.
 *
 * @param struct the layout
 * @param memory the bytes
 */
record Args(Struct struct, MemorySegment memory) {

    Args pointer(String field, MemorySegment value) {
        memory.set(ValueLayout.ADDRESS, struct.offset(field), value);
        return this;
    }

    Args size(String field, long value) {
        memory.set(ValueLayout.JAVA_LONG, struct.offset(field), value);
        return this;
    }

    Args integer(String field, int value) {
        memory.set(ValueLayout.JAVA_INT, struct.offset(field), value);
        return this;
    }

    MemorySegment pointer(String field) {
        return memory.get(ValueLayout.ADDRESS, struct.offset(field));
    }

    long size(String field) {
        return memory.get(ValueLayout.JAVA_LONG, struct.offset(field));
    }

    int integer(String field) {
        return memory.get(ValueLayout.JAVA_INT, struct.offset(field));
    }

    boolean flag(String field) {
        return memory.get(ValueLayout.JAVA_BYTE, struct.offset(field)) != 0;
    }

    /** Text that a pointer and a length describe; the header's strings do not end in a zero byte. */
    String text(String pointer, String length) {
        return new String(bytes(pointer, length), StandardCharsets.UTF_8);
    }

    /** A copy of the bytes that a pointer and a length describe. */
    byte[] bytes(String pointer, String length) {
        return pointer(pointer).reinterpret(size(length)).toArray(ValueLayout.JAVA_BYTE);
    }

    /** An array of pointers that a pointer and a count describe. */
    MemorySegment[] pointers(String pointer, String count) {
        MemorySegment[] values = new MemorySegment[Math.toIntExact(size(count))];
        MemorySegment array = pointer(pointer).reinterpret(8L * values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = array.getAtIndex(ValueLayout.ADDRESS, i);
        }
        return values;
    }
}
