package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonArray;
import io.gemstream.gemma.constraint.Schema.Arr;
import java.util.List;
import java.util.Optional;

/** Collects the keywords of one schema object that speak about arrays; tuples in the form of old drafts and of the new. */
final class ArrayKeywords {

    private final SchemaReader reader;
    private Optional<List<Schema>> prefix = Optional.empty();
    private Optional<List<Schema>> tuple = Optional.empty();
    private Schema items = Schema.ANY;
    private Schema additional = Schema.ANY;
    private int minItems;
    private int maxItems = Expr.UNBOUNDED;
    private boolean unique;

    ArrayKeywords(SchemaReader reader) {
        this.reader = reader;
    }

    /** Whether the keyword belongs here; if so, it is taken in. */
    boolean take(String keyword, JsonValue value, String at) {
        switch (keyword) {
            case "prefixItems" -> prefix = Optional.of(reader.schemas(value, at));
            case "items" -> {
                if (value instanceof JsonArray) {
                    tuple = Optional.of(reader.schemas(value, at));
                } else {
                    items = reader.schema(value, at);
                }
            }
            case "additionalItems" -> additional = reader.schema(value, at);
            case "minItems" -> minItems = SchemaReader.count(value, at);
            case "maxItems" -> maxItems = SchemaReader.count(value, at);
            case "uniqueItems" -> unique = SchemaReader.bool(value, at);
            default -> {
                return false;
            }
        }
        if (prefix.isPresent() && tuple.isPresent()) {
            throw SchemaReader.error(at, "prefixItems beside items as an array (expected: one of them)");
        }
        return true;
    }

    /** {@code additionalItems} counts beside {@code items} as an array only. */
    Arr schema() {
        return tuple.map(first -> new Arr(first, additional, minItems, maxItems, unique))
                .orElseGet(() -> new Arr(prefix.orElse(List.of()), items, minItems, maxItems, unique));
    }
}
