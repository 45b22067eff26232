package io.gemstream.gemma.format;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Gives typed access to a JSON object of a model's directory, as {@link GgufMetadata} is to a GGUF file. A key that
 * holds null counts as absent, which is what Hugging Face's tools make of it. A value of the wrong type is a
 * {@link ModelFileException} that names file, key and what was found. Immutable.
 */
public final class JsonMetadata {

    private static final String REMEDY = "use the file that was published with a Gemma model";

    private final Path file;
    private final String prefix;
    private final Map<String, Object> values;

    private JsonMetadata(Path file, String prefix, Map<String, Object> values) {
        this.file = file;
        this.prefix = prefix;
        this.values = values;
    }

    /**
     * Reads a file that is one JSON object.
     *
     * @throws ModelFileException if it is missing or is no such file
     */
    public static JsonMetadata read(Path file) {
        return new JsonMetadata(file, "", JsonReader.object(file));
    }

    static JsonMetadata of(Path file, Map<String, Object> values) {
        return new JsonMetadata(file, "", values);
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** Keys in file order, those that hold null left out. */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(values.keySet());
        keys.removeIf(key -> !has(key));
        return keys;
    }

    /** Whether the key is there and not null. */
    public boolean has(String key) {
        Object value = values.get(key);
        return value != null && value != JsonReader.NULL;
    }

    /** Whether the key is there and null, for the keys where that differs from absence. */
    public boolean isNull(String key) {
        return values.get(key) == JsonReader.NULL;
    }

    /** A number without a fraction. */
    public OptionalLong integer(String key) {
        if (!has(key)) {
            return OptionalLong.empty();
        }
        if (values.get(key) instanceof Long value) {
            return OptionalLong.of(value);
        }
        throw wrongType(key, "an integer");
    }

    /** Any number. */
    public OptionalDouble real(String key) {
        if (!has(key)) {
            return OptionalDouble.empty();
        }
        if (values.get(key) instanceof Number value) {
            return OptionalDouble.of(value.doubleValue());
        }
        throw wrongType(key, "a number");
    }

    /** A truth value. */
    public Optional<Boolean> bool(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof Boolean value) {
            return Optional.of(value);
        }
        throw wrongType(key, "true or false");
    }

    /** A string. */
    public Optional<String> text(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof String value) {
            return Optional.of(value);
        }
        throw wrongType(key, "a string");
    }

    /** Whether the key holds a string. */
    public boolean isText(String key) {
        return values.get(key) instanceof String;
    }

    /** Whether the key holds an array. */
    public boolean isArray(String key) {
        return values.get(key) instanceof List<?>;
    }

    /** An object. */
    public Optional<JsonMetadata> object(String key) {
        return has(key) ? Optional.of(nested(key, "", values.get(key))) : Optional.empty();
    }

    /** An array of objects. */
    public Optional<List<JsonMetadata>> objects(String key) {
        return array(key).map(array -> {
            List<JsonMetadata> objects = new ArrayList<>(array.size());
            for (int i = 0; i < array.size(); i++) {
                objects.add(nested(key, "[" + i + "]", array.get(i)));
            }
            return objects;
        });
    }

    /** An array of strings. */
    public Optional<List<String>> texts(String key) {
        return array(key).map(array -> {
            List<String> texts = new ArrayList<>(array.size());
            for (Object element : array) {
                if (!(element instanceof String text)) {
                    throw wrongType(key, "an array of strings");
                }
                texts.add(text);
            }
            return texts;
        });
    }

    /** An array of integers. */
    public Optional<List<Long>> integers(String key) {
        return array(key).map(array -> {
            List<Long> integers = new ArrayList<>(array.size());
            for (Object element : array) {
                if (!(element instanceof Long integer)) {
                    throw wrongType(key, "an array of integers");
                }
                integers.add(integer);
            }
            return integers;
        });
    }

    /** The exception for a key that has to be there and is not. */
    public ModelFileException missing(String key) {
        return new ModelFileException(file, "missing key " + prefix + key, ModelFileException.NO_OFFSET, REMEDY);
    }

    /** The exception for a value that makes no sense. */
    public ModelFileException invalid(String key, String problem) {
        return invalid(key, problem, REMEDY);
    }

    /** As above, with what helps. */
    public ModelFileException invalid(String key, String problem, String remedy) {
        return new ModelFileException(file, prefix + key + ": " + problem, remedy);
    }

    private Optional<List<?>> array(String key) {
        if (!has(key)) {
            return Optional.empty();
        }
        if (values.get(key) instanceof List<?> array) {
            return Optional.of(array);
        }
        throw wrongType(key, "an array");
    }

    private JsonMetadata nested(String key, String index, Object value) {
        if (value instanceof Map<?, ?> members) {
            // JsonReader makes maps with strings for keys only.
            @SuppressWarnings("unchecked")
            Map<String, Object> typed = (Map<String, Object>) members;
            return new JsonMetadata(file, prefix + key + index + ".", typed);
        }
        throw wrongType(key + index, "an object");
    }

    private ModelFileException wrongType(String key, String expected) {
        String found = switch (values.get(key)) {
            case List<?> _ -> "an array";
            case Map<?, ?> _ -> "an object";
            case null -> "something else";
            case Object value -> value.toString();
        };
        return invalid(key, "found " + found + " (expected: " + expected + ")");
    }
}
