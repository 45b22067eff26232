package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonObject;
import io.gemstream.gemma.constraint.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * OpenAPI's {@code discriminator}: the property that says which option of a union a value is. It must be there, whether or
 * not the options require it, and says what {@code mapping} has for the option; else what the option itself allows; else
 * the option's name.
 *
 * @param mapping values of the property to references or names
 */
record Discriminator(String property, Map<String, String> mapping) {

    /** @throws ConstraintException if it names no property */
    static Discriminator read(JsonValue value, String at) {
        if (value instanceof JsonString(String property)) { // OpenAPI 2
            return new Discriminator(property, Map.of());
        }
        Map<String, JsonValue> members = SchemaReader.object(value, at).members();
        if (!(members.get("propertyName") instanceof JsonString(String property))) {
            throw SchemaReader.error(at, "discriminator without propertyName");
        }
        Map<String, String> mapping = new LinkedHashMap<>();
        if (members.get("mapping") instanceof JsonObject targets) {
            targets.members().forEach((name, target) -> mapping.put(name, SchemaReader.string(target, at)));
        }
        return new Discriminator(property, mapping);
    }

    Schema tagged(Schema option) {
        if (!(option instanceof Schema.Ref(String pointer))) {
            return new Schema.Tagged(option, property, List.of(), Optional.empty());
        }
        String name = pointer.substring(pointer.lastIndexOf('/') + 1).replace("~1", "/").replace("~0", "~");
        List<String> values = new ArrayList<>();
        mapping.forEach((value, target) -> {
            if (target.equals(name) || target.equals("#" + pointer)) {
                values.add(value);
            }
        });
        return new Schema.Tagged(option, property, values, Optional.of(name));
    }
}
