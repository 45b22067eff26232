package io.gemstream.gemma.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON into plain maps and lists: objects are {@code Map}, arrays {@code List}, integers {@code Long}, other
 * numbers {@code Double}, null {@link #NULL}. A key that appears twice is an error, as it would be a matter of luck
 * which one counts.
 */
final class JsonReader {

    /** JSON's null. */
    static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Work with a parser that stands before the first token. */
    interface Body<T> {
        T read(JsonParser parser) throws IOException;
    }

    /** The whole file, which has to be one object. */
    static Map<String, Object> object(Path file) {
        return streamed(file, JsonReader::wholeObject);
    }

    /** One object and nothing else in {@code json}; {@code offset} is where that begins in the file. */
    static Map<String, Object> object(Path file, byte[] json, long offset) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            return wholeObject(parser);
        } catch (IOException e) {
            throw failure(file, e, offset);
        }
    }

    /** Reads a file token by token, for those too large to be kept whole. */
    static <T> T streamed(Path file, Body<T> body) {
        try (JsonParser parser = FACTORY.createParser(Files.newInputStream(file))) {
            return body.read(parser);
        } catch (NoSuchFileException e) {
            throw new ModelFileException(file, "no such file", "a model's directory has to be complete", e);
        } catch (IOException e) {
            throw failure(file, e, 0);
        }
    }

    /** The value that the parser stands on. */
    static Object value(JsonParser parser) throws IOException {
        return new JsonReader(parser).value();
    }

    private static Map<String, Object> wholeObject(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no JSON object");
        }
        Map<String, Object> object = new JsonReader(parser).members();
        if (parser.nextToken() != null) {
            throw new IOException("more than one JSON value");
        }
        return object;
    }

    private Object value() throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> members();
            case START_ARRAY -> elements();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? (Object) parser.getDoubleValue()
                    : parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IOException("no value where one has to be");
        };
    }

    private Map<String, Object> members() throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            parser.nextToken();
            members.put(key, value());
        }
        return members;
    }

    private List<Object> elements() throws IOException {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value());
        }
        return elements;
    }

    private static ModelFileException failure(Path file, IOException e, long offset) {
        if (e instanceof JsonProcessingException damage) {
            long at = damage.getLocation() == null ? ModelFileException.NO_OFFSET
                    : offset + Math.max(0, damage.getLocation().getByteOffset());
            return new ModelFileException(
                    file, "not valid JSON: " + damage.getOriginalMessage(), at, GgufCursor.DAMAGED);
        }
        return new ModelFileException(file, "cannot be read: " + e.getMessage(), GgufCursor.DAMAGED, e);
    }
}
