package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Schema.Obj;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** Collects the keywords of one schema object that speak about JSON objects. */
final class ObjectKeywords {

    private final SchemaReader reader;
    private final JsonOptions options;
    private final SequencedMap<String, Schema> properties = new LinkedHashMap<>();
    private final SequencedMap<StringPattern, Schema> patterns = new LinkedHashMap<>();
    private final SequencedSet<String> required = new LinkedHashSet<>();
    private Optional<Schema> additional = Optional.empty();
    private Schema names = Schema.ANY;

    ObjectKeywords(SchemaReader reader, JsonOptions options) {
        this.reader = reader;
        this.options = options;
    }

    /** Whether the keyword belongs here; if so, it is taken in. */
    boolean take(String keyword, JsonValue value, String at) {
        switch (keyword) {
            case "properties" -> SchemaReader.object(value, at).members().forEach(
                    (name, schema) -> properties.put(name, reader.schema(schema, JsonPointers.child(at, name))));
            case "patternProperties" -> SchemaReader.object(value, at).members().forEach((regex, schema) -> {
                String place = JsonPointers.child(at, regex);
                patterns.put(reader.anywhere(regex, place), reader.schema(schema, place));
            });
            case "required" -> SchemaReader.array(value, at).items()
                    .forEach(name -> required.add(SchemaReader.string(name, at)));
            case "additionalProperties" -> additional = Optional.of(reader.schema(value, at));
            case "propertyNames" -> names = reader.schema(value, at);
            case "minProperties" -> {
                return SchemaReader.count(value, at) == 0;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    Obj schema() {
        boolean closed = options.closedObjects() && !properties.isEmpty();
        return new Obj(properties, required, patterns, additional.orElse(closed ? Schema.NEVER : Schema.ANY), names);
    }
}
