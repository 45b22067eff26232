package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Layout of one struct of the C header. Each starts with {@code struct_size}, by which a plug-in tells how many fields
 * its caller knows, and {@code extension_start}; the fields follow with natural alignment.
 *
 * @param name name in the header
 * @param offsets byte offset per field
 * @param size what goes into {@code struct_size}: up to the end of the last field, without padding after it
 */
record Struct(String name, Map<String, Long> offsets, long size) {

    private static final long HEAD = 16;

    /**
     * Lays out fields.
     *
     * @param fields {@code type:name} in the header's order, separated by spaces, where the type is {@code p} (pointer,
     *     size_t or int64_t), {@code i} (int or enum) or {@code b} (bool)
     */
    static Struct of(String name, String fields) {
        Map<String, Long> offsets = new LinkedHashMap<>();
        long at = HEAD;
        for (String field : fields.isEmpty() ? new String[0] : fields.split(" ")) {
            long bytes = switch (field.charAt(0)) {
                case 'p' -> 8;
                case 'i' -> 4;
                case 'b' -> 1;
                default -> throw new IllegalArgumentException(name + ": " + field);
            };
            at = Math.ceilDiv(at, bytes) * bytes;
            offsets.put(field.substring(2), at);
            at += bytes;
        }
        return new Struct(name, offsets, at);
    }

    /** A zeroed struct with {@code struct_size} set. */
    Args allocate(Arena arena) {
        MemorySegment memory = arena.allocate(Math.ceilDiv(size, 8) * 8, 8);
        memory.set(ValueLayout.JAVA_LONG, 0, size);
        return new Args(this, memory);
    }

    /** A struct that the plug-in filled in. */
    Args at(MemorySegment address) {
        return new Args(this, address.reinterpret(size));
    }

    long offset(String field) {
        Long offset = offsets.get(field);
        if (offset == null) {
            throw new IllegalArgumentException(name + " has no field " + field);
        }
        return offset;
    }
}
