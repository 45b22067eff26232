package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonArray;
import io.gemstream.gemma.constraint.JsonValue.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Builds and follows JSON pointers (RFC 6901). */
final class JsonPointers {

    private JsonPointers() {}

    static String child(String pointer, String key) {
        return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    /** The pointer in a URI fragment, where bytes may be written {@code %xx}. */
    static String decodeFragment(String fragment, String at) {
        try {
            return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw SchemaReader.error(at, "malformed reference: #" + fragment);
        }
    }

    /** @throws ConstraintException if the pointer leads nowhere */
    static JsonValue find(JsonValue root, String pointer) {
        JsonValue value = root;
        if (pointer.isEmpty()) {
            return value;
        }
        for (String part : pointer.substring(1).split("/", -1)) {
            String key = part.replace("~1", "/").replace("~0", "~");
            JsonValue child = null;
            if (value instanceof JsonObject object) {
                child = object.members().get(key);
            } else if (value instanceof JsonArray(List<JsonValue> items) && key.matches("\\d{1,6}")) {
                int index = Integer.parseInt(key);
                child = index < items.size() ? items.get(index) : null;
            }
            if (child == null) {
                throw SchemaReader.error(pointer, "a reference leads here, but there is nothing");
            }
            value = child;
        }
        return value;
    }
}
