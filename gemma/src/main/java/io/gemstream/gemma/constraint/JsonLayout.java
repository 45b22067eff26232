package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Expr.Ref;
import io.gemstream.gemma.constraint.Expr.Repeat;
import io.gemstream.gemma.constraint.Expr.Seq;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds the grammar of arrays, objects and constants, blanks included. */
final class JsonLayout {

    static final Expr VALUE = new Ref("value");
    static final Expr ARRAY = new Ref("array");
    static final Expr OBJECT = new Ref("object");
    private static final Expr BLANK = new Ref("blank");
    private static final Expr SPACE = Expr.optional(Expr.literal(" "));
    private static final Expr SPACE_OR_LINE = Expr.optional(Expr.alt(
            Expr.literal(" "),
            Expr.seq(
                    new Repeat(Expr.literal("\n"), 1, 2),
                    new Repeat(Expr.chars(' ', ' ', '\t', '\t'), 0, 20))));

    /** Each is nested in the one before. */
    private static final int MAX_OPTIONAL_PREFIX = 500;

    private final Expr blank;

    JsonLayout(JsonOptions options) {
        this.blank = switch (options.whitespace()) {
            case COMPACT -> Expr.EMPTY;
            case SPACED -> SPACE;
            case PRETTY -> BLANK;
        };
    }

    /** The rules behind {@link #VALUE}, {@link #ARRAY} and {@link #OBJECT}. */
    Map<String, Expr> anyValueRules() {
        Expr string = JsonText.string(0, Expr.UNBOUNDED);
        Expr member = member(string, VALUE);
        return Map.of(
                "value", Expr.alt(
                        OBJECT, ARRAY, string, JsonText.NUMBER,
                        Expr.literal("true"), Expr.literal("false"), Expr.literal("null")),
                "array", array(List.of(), VALUE, 0, Expr.UNBOUNDED),
                "object", object(Expr.optional(Expr.seq(member, Expr.star(Expr.seq(comma(), member)), blank))),
                "blank", SPACE_OR_LINE);
    }

    Expr comma() {
        return Expr.seq(blank, Expr.literal(","), blank);
    }

    Expr blank() {
        return blank;
    }

    Expr member(Expr key, Expr value) {
        return Expr.seq(key, blank, Expr.literal(":"), blank, value);
    }

    /** @param members with a blank after the last one, if there is one */
    Expr object(Expr members) {
        return Expr.seq(Expr.literal("{"), blank, members, Expr.literal("}"));
    }

    /** @param max at least min */
    Expr array(List<Expr> prefix, Expr items, int min, int max) {
        int fixed = Math.min(prefix.size(), max);
        if (fixed == 0 && max > 0) {
            return array(List.of(items), items, min, max);
        }
        int most = max == Expr.UNBOUNDED ? Expr.UNBOUNDED : max - fixed;
        Expr tail = most == 0 ? Expr.EMPTY : new Repeat(Expr.seq(comma(), items), Math.max(0, min - fixed), most);
        if (fixed - min > MAX_OPTIONAL_PREFIX) {
            throw new ConstraintException("schema: " + (fixed - min) + " optional prefixItems (expected: <= "
                    + MAX_OPTIONAL_PREFIX + ")");
        }
        int i = fixed;
        for (; i > 0 && i > min; i--) {
            tail = Expr.optional(Expr.seq(element(prefix, i - 1), tail, i == 1 ? blank : Expr.EMPTY));
        }
        List<Expr> required = new ArrayList<>();
        for (int r = 0; r < i; r++) {
            required.add(element(prefix, r));
        }
        required.add(tail);
        if (i > 0) {
            required.add(blank);
        }
        return Expr.seq(Expr.literal("["), blank, new Seq(required), Expr.literal("]"));
    }

    private Expr element(List<Expr> prefix, int index) {
        return index == 0 ? prefix.get(0) : Expr.seq(comma(), prefix.get(index));
    }

    /** One value, its members in the order given. */
    Expr constant(JsonValue value) {
        return switch (value) {
            case JsonValue.JsonNull _ -> Expr.literal("null");
            case JsonValue.JsonBoolean(boolean bool) -> Expr.literal(Boolean.toString(bool));
            case JsonValue.JsonNumber number -> Expr.literal(number.text());
            case JsonValue.JsonString(String text) -> JsonText.string(text);
            case JsonValue.JsonArray(List<JsonValue> items) ->
                array(items.stream().map(this::constant).toList(), Expr.NEVER, items.size(), items.size());
            case JsonValue.JsonObject object -> {
                List<Expr> members = new ArrayList<>();
                object.members().forEach((key, member) -> {
                    if (!members.isEmpty()) {
                        members.add(comma());
                    }
                    members.add(member(JsonText.string(key), constant(member)));
                });
                if (!members.isEmpty()) {
                    members.add(blank);
                }
                yield object(new Seq(members));
            }
        };
    }
}
