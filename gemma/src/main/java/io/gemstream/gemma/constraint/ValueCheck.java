package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.JsonValue.JsonArray;
import io.gemstream.gemma.constraint.JsonValue.JsonBoolean;
import io.gemstream.gemma.constraint.JsonValue.JsonNull;
import io.gemstream.gemma.constraint.JsonValue.JsonNumber;
import io.gemstream.gemma.constraint.JsonValue.JsonObject;
import io.gemstream.gemma.constraint.JsonValue.JsonString;
import io.gemstream.gemma.constraint.Schema.Arr;
import io.gemstream.gemma.constraint.Schema.Num;
import io.gemstream.gemma.constraint.Schema.Obj;
import io.gemstream.gemma.constraint.Schema.Str;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Checks whether a value is valid under a branch: filters {@code enum} and {@code const} by their sibling keywords. */
final class ValueCheck {

    private final SchemaBranches branches;

    ValueCheck(SchemaBranches branches) {
        this.branches = branches;
    }

    /** @param branch of {@link SchemaBranches#expanded} */
    boolean accepts(Schema branch, JsonValue value) {
        return switch (branch) {
            case Schema.Any _ -> true;
            case Schema.Const(JsonValue wanted) -> wanted.equals(value);
            case Schema.Null _ -> value instanceof JsonNull;
            case Schema.Bool _ -> value instanceof JsonBoolean;
            case Num num -> value instanceof JsonNumber number && acceptsNumber(num, number);
            case Str str -> value instanceof JsonString(String text) && acceptsText(str, text);
            case Arr arr -> value instanceof JsonArray(List<JsonValue> items) && acceptsItems(arr, items);
            case Obj obj -> value instanceof JsonObject object && acceptsMembers(obj, object);
            default -> throw new IllegalArgumentException("not a branch: " + branch);
        };
    }

    private static boolean acceptsNumber(Num num, JsonNumber number) {
        return (!num.integer() || number.isInteger())
                && num.low().map(low -> number.value().compareTo(low.value()) >= (low.exclusive() ? 1 : 0)).orElse(true)
                && num.high().map(high -> number.value().compareTo(high.value()) <= (high.exclusive() ? -1 : 0))
                        .orElse(true)
                && num.step().map(step -> Multiples.holds(step, number.value())).orElse(true);
    }

    private static boolean acceptsText(Str str, String text) {
        int length = text.codePointCount(0, text.length());
        return str.minLength() <= length
                && length <= str.maxLength()
                && str.texts().stream().allMatch(pattern -> pattern.matches(text));
    }

    private boolean acceptsItems(Arr arr, List<JsonValue> items) {
        return arr.minItems() <= items.size()
                && items.size() <= arr.maxItems()
                && (!arr.unique() || Set.copyOf(items).size() == items.size())
                && IntStream.range(0, items.size()).allMatch(i -> branches.accepts(arr.item(i), items.get(i)));
    }

    private boolean acceptsMembers(Obj obj, JsonObject object) {
        return object.members().keySet().containsAll(obj.required())
                && object.members().entrySet().stream()
                        .allMatch(member -> branches.accepts(obj.names(), new JsonString(member.getKey()))
                                && branches.accepts(obj.property(member.getKey()), member.getValue()));
    }
}
