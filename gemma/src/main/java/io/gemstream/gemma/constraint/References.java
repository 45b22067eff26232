package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonArray;
import io.gemstream.gemma.constraint.JsonValue.JsonObject;
import io.gemstream.gemma.constraint.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Resolves the {@code $ref}s of one document: to JSON pointers, and to the schemas that an {@code $id} or
 * {@code $anchor} names, if the reference is spelled as the name is.
 */
final class References {

    private static final Set<String> NO_SCHEMAS = Set.of("const", "enum", "default", "example", "examples");

    private final Map<String, String> named = new HashMap<>(); // reference to pointer
    private final List<String> embedded = new ArrayList<>(); // pointers of schemas with an $id

    References(JsonValue root) {
        collect(root, "");
    }

    private void collect(JsonValue value, String pointer) {
        switch (value) {
            case JsonObject object -> {
                if (object.members().get("$id") instanceof JsonString(String id)) {
                    String whole = id.endsWith("#") ? id.substring(0, id.length() - 1) : id;
                    named.putIfAbsent(whole, pointer);
                    embedded.add(pointer);
                }
                if (object.members().get("$anchor") instanceof JsonString(String anchor)) {
                    named.putIfAbsent("#" + anchor, pointer);
                }
                object.members().forEach((key, member) -> {
                    if (!NO_SCHEMAS.contains(key)) {
                        collect(member, JsonPointers.child(pointer, key));
                    }
                });
            }
            case JsonArray(List<JsonValue> items) -> {
                for (int i = 0; i < items.size(); i++) {
                    collect(items.get(i), JsonPointers.child(pointer, Integer.toString(i)));
                }
            }
            default -> {}
        }
    }

    /**
     * The pointer that a reference leads to.
     *
     * @param at pointer of the reference
     * @throws ConstraintException if it leads out of the document, or is spelled otherwise than the name
     */
    String pointer(String reference, String at) {
        String known = named.get(reference);
        if (known != null) {
            return known;
        }
        int hash = reference.indexOf('#');
        String resource = hash < 0 ? reference : reference.substring(0, hash);
        String fragment = hash < 0 ? "" : reference.substring(hash + 1);
        String base = resource.isEmpty() ? base(at) : named.get(resource);
        if (base == null || !fragment.isEmpty() && !fragment.startsWith("/")) {
            throw SchemaReader.error(at, "unsupported reference: " + TextCursor.excerpt(reference, 0)
                    + " (expected: #, #/..., or an $id or $anchor of this document)");
        }
        return base + JsonPointers.decodeFragment(fragment, at);
    }

    /** The innermost schema with an {@code $id} around a place. */
    private String base(String at) {
        String innermost = "";
        for (String pointer : embedded) {
            if (at.startsWith(pointer + "/") && pointer.length() > innermost.length()) {
                innermost = pointer;
            }
        }
        return innermost;
    }
}
