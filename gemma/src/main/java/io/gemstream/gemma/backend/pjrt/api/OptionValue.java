package io.gemstream.gemma.backend.pjrt.api;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.stream.Stream;

/** Value of an option that a plug-in takes by name. */
public sealed interface OptionValue {

    /** Text. */
    record Text(String value) implements OptionValue {}

    /** A whole number. */
    record Whole(long value) implements OptionValue {}

    /** Whole numbers. */
    record Wholes(long... values) implements OptionValue {}

    /** A 32-bit float. */
    record Real(float value) implements OptionValue {}

    /** Yes or no. */
    record Flag(boolean value) implements OptionValue {}

    /**
     * Reads what an operator wrote: {@code true} or {@code false}, a whole number, whole numbers with commas between, a
     * number with a point, or else text.
     *
     * @throws NumberFormatException if a whole number has more than 64 bits
     */
    static OptionValue parse(String text) {
        if (text.equals("true") || text.equals("false")) {
            return new Flag(Boolean.parseBoolean(text));
        }
        if (text.matches("-?\\d+")) {
            return new Whole(Long.parseLong(text));
        }
        if (text.matches("-?\\d+(,-?\\d+)+")) {
            return new Wholes(Stream.of(text.split(",")).mapToLong(Long::parseLong).toArray());
        }
        return text.matches("-?\\d*\\.\\d+") ? new Real(Float.parseFloat(text)) : new Text(text);
    }

    /** The options as an array of {@code PJRT_NamedValue}; a null pointer where there are none. */
    static MemorySegment encode(Map<String, OptionValue> options, Arena arena) {
        if (options.isEmpty()) {
            return MemorySegment.NULL;
        }
        long bytes = Structs.NAMED_VALUE.size();
        MemorySegment array = arena.allocate(bytes * options.size(), 8);
        int i = 0;
        for (Map.Entry<String, OptionValue> option : options.entrySet()) {
            MemorySegment name = PjrtPlugin.utf8(arena, option.getKey());
            Args value = new Args(Structs.NAMED_VALUE, array.asSlice(bytes * i++, bytes));
            value.memory().set(ValueLayout.JAVA_LONG, 0, bytes);
            value.pointer("name", name).size("name_size", name.byteSize()).size("value_size", 1);
            encode(option.getValue(), value, arena);
        }
        return array;
    }

    private static void encode(OptionValue option, Args value, Arena arena) {
        switch (option) { // numbers of PJRT_NamedValue_Type
            case Text(String text) -> {
                MemorySegment bytes = PjrtPlugin.utf8(arena, text);
                value.integer("type", 0).pointer("value", bytes).size("value_size", bytes.byteSize());
            }
            case Whole(long number) -> value.integer("type", 1).size("value", number);
            case Wholes(long[] numbers) -> value.integer("type", 2)
                    .pointer("value", arena.allocateFrom(ValueLayout.JAVA_LONG, numbers))
                    .size("value_size", numbers.length);
            case Real(float number) -> value.integer("type", 3).size("value", Float.floatToRawIntBits(number));
            case Flag(boolean yes) -> value.integer("type", 4).size("value", yes ? 1 : 0);
        }
    }
}
