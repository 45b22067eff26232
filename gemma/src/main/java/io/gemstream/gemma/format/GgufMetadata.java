package io.gemstream.gemma.format;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Gives typed access to the key-value pairs of a GGUF file. A value of the wrong type is a {@link ModelFileException}
 * that names file, key and the type found. Arrays are read from the mapped file on each call, so not after it was
 * closed. Thread-safe.
 */
public final class GgufMetadata {

    private static final String OTHER_MODEL = "use a file made by a current converter for Gemma";

    private final Path file;
    private final MemorySegment bytes;
    private final Map<String, GgufValue> values;

    GgufMetadata(Path file, MemorySegment bytes, Map<String, GgufValue> values) {
        this.file = file;
        this.bytes = bytes;
        this.values = values;
    }

    /** Keys in file order. */
    public Set<String> keys() {
        return Set.copyOf(values.keySet());
    }

    /** Whether the key is there, of whatever type. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Whether the key holds an array. */
    public boolean isArray(String key) {
        return values.get(key) instanceof GgufValue.Array;
    }

    /** Entries of an array of whatever type. */
    public OptionalInt arrayLength(String key) {
        return array(key, "an array").map(array -> OptionalInt.of(array.count())).orElse(OptionalInt.empty());
    }

    /** An integer of any width. */
    public OptionalLong integer(String key) {
        return switch (values.get(key)) {
            case null -> OptionalLong.empty();
            case GgufValue.Whole(var _, long value) -> OptionalLong.of(value);
            case GgufValue other -> throw wrongType(key, other, "an integer");
        };
    }

    /** A float of either width. */
    public OptionalDouble real(String key) {
        return switch (values.get(key)) {
            case null -> OptionalDouble.empty();
            case GgufValue.Real(var _, double value) -> OptionalDouble.of(value);
            case GgufValue other -> throw wrongType(key, other, "a float");
        };
    }

    /** A truth value. */
    public Optional<Boolean> bool(String key) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case GgufValue.Bool(boolean value) -> Optional.of(value);
            case GgufValue other -> throw wrongType(key, other, "a bool");
        };
    }

    /** A string. */
    public Optional<String> text(String key) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case GgufValue.Text(String value) -> Optional.of(value);
            case GgufValue other -> throw wrongType(key, other, "a string");
        };
    }

    /** An array of strings. */
    public Optional<String[]> texts(String key) {
        return array(key, "an array of strings").map(array -> {
            if (array.elements() != GgufValueType.STRING) {
                throw wrongType(key, array, "an array of strings");
            }
            GgufCursor cursor = new GgufCursor(file, bytes, array.offset());
            String[] result = new String[array.count()];
            for (int i = 0; i < result.length; i++) {
                result[i] = cursor.readString(key);
            }
            return result;
        });
    }

    /** An array of 32-bit floats. */
    public Optional<float[]> reals(String key) {
        return array(key, "an array of 32-bit floats").map(array -> {
            if (array.elements() != GgufValueType.FLOAT32) {
                throw wrongType(key, array, "an array of 32-bit floats");
            }
            return new GgufCursor(file, bytes, array.offset()).readFloats(array.count(), key);
        });
    }

    /** An array of 32-bit integers. */
    public Optional<int[]> integers(String key) {
        return array(key, "an array of 32-bit integers").map(array -> {
            if (array.elements() != GgufValueType.INT32 && array.elements() != GgufValueType.UINT32) {
                throw wrongType(key, array, "an array of 32-bit integers");
            }
            return new GgufCursor(file, bytes, array.offset()).readInts(array.count(), key);
        });
    }

    /** An array of truth values. */
    public Optional<boolean[]> bools(String key) {
        return array(key, "an array of bools").map(array -> {
            if (array.elements() != GgufValueType.BOOL) {
                throw wrongType(key, array, "an array of bools");
            }
            GgufCursor cursor = new GgufCursor(file, bytes, array.offset());
            boolean[] result = new boolean[array.count()];
            for (int i = 0; i < result.length; i++) {
                result[i] = cursor.readByte(key) != 0;
            }
            return result;
        });
    }

    /** A required integer within bounds, both included. */
    public int requireInt(String key, int least, int most) {
        long value = integer(key).orElseThrow(() -> missing(key));
        if (value < least || value > most) {
            throw invalid(key, value + " (expected: " + least + " to " + most + ")");
        }
        return (int) value;
    }

    /** A required string. */
    public String requireText(String key) {
        return text(key).orElseThrow(() -> missing(key));
    }

    /** The exception for a key that has to be there and is not. */
    public ModelFileException missing(String key) {
        return new ModelFileException(file, "missing metadata key " + key, ModelFileException.NO_OFFSET, OTHER_MODEL);
    }

    /** The exception for a value that makes no sense. */
    public ModelFileException invalid(String key, String problem) {
        return new ModelFileException(file, key + ": " + problem, ModelFileException.NO_OFFSET, OTHER_MODEL);
    }

    private Optional<GgufValue.Array> array(String key, String expected) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case GgufValue.Array array -> Optional.of(array);
            case GgufValue other -> throw wrongType(key, other, expected);
        };
    }

    private ModelFileException wrongType(String key, GgufValue found, String expected) {
        return invalid(key, "found " + found.describe() + " (expected: " + expected + ")");
    }
}
