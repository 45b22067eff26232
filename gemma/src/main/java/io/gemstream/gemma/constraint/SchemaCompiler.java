package io.gemstream.gemma.constraint;

import io.gemstream.gemma.constraint.Expr.Alt;
import io.gemstream.gemma.constraint.Schema.Arr;
import io.gemstream.gemma.constraint.Schema.Obj;
import io.gemstream.gemma.constraint.Schema.Str;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/** Turns a schema into rules. Every schema that contains others becomes a rule of its own, so recursion comes free. */
final class SchemaCompiler {

    /** Combinations of recursive schemas may breed new ones for ever. */
    private static final int MAX_RULES = 20_000;

    private final SchemaReader reader;
    private final SchemaBranches branches;
    private final JsonLayout layout;
    private final Map<String, Expr> rules = new LinkedHashMap<>();
    private final Map<Schema, String> names = new HashMap<>();
    private final ArrayDeque<Schema> open = new ArrayDeque<>();
    private final UniqueItems uniqueItems;
    private final PropertyNames propertyNames;

    private SchemaCompiler(SchemaReader reader, SchemaBranches branches, JsonLayout layout) {
        this.reader = reader;
        this.branches = branches;
        this.layout = layout;
        this.uniqueItems = new UniqueItems(branches, layout, rules, reader.budget());
        this.propertyNames = new PropertyNames(branches, reader.budget());
    }

    static Grammar compile(String schemaJson, JsonOptions options) {
        SchemaReader reader = new SchemaReader(JsonReader.read(schemaJson), options);
        JsonLayout layout = new JsonLayout(options);
        SchemaCompiler compiler = new SchemaCompiler(reader, new SchemaBranches(reader, options), layout);
        compiler.rules.putAll(layout.anyValueRules());
        compiler.rules.put("root", compiler.expr(new Schema.Ref("")));
        while (!compiler.open.isEmpty()) {
            Schema schema = compiler.open.remove();
            compiler.rules.put(compiler.names.get(schema), compiler.body(schema));
        }
        return Grammar.of(compiler.rules);
    }

    /** A schema where it is used: small ones in place, others by name. */
    private Expr expr(Schema schema) {
        return switch (schema) {
            case Schema.Any _ -> JsonLayout.VALUE;
            case Schema.Null _ -> Expr.literal("null");
            case Schema.Bool _ -> Expr.alt(Expr.literal("true"), Expr.literal("false"));
            case Schema.Const(JsonValue value) -> layout.constant(value);
            case Schema.Num num -> number(num);
            case Str str -> reader.string(str);
            case Arr arr when arr.equals(Arr.UNBOUNDED) -> JsonLayout.ARRAY;
            case Obj obj when obj.equals(Obj.UNBOUNDED) -> JsonLayout.OBJECT;
            case Schema _ -> new Expr.Ref(name(schema));
        };
    }

    private String name(Schema schema) {
        return names.computeIfAbsent(schema, s -> {
            if (names.size() == MAX_RULES) {
                throw new ConstraintException("schema too large: more than " + MAX_RULES + " different parts");
            }
            open.add(s);
            return "schema-" + names.size();
        });
    }

    private Expr body(Schema schema) {
        return switch (schema) {
            case Schema.Ref(String pointer) -> union(branches.of(reader.resolve(pointer)));
            case Arr arr -> array(arr);
            case Obj obj -> object(obj);
            case Schema _ -> union(branches.of(schema));
        };
    }

    private Expr union(List<Schema> options) {
        return new Alt(options.stream().map(this::expr).toList());
    }

    private Expr number(Schema.Num num) {
        Expr expr = NumberText.of(num);
        reader.budget().spend(expr);
        return expr;
    }

    private Expr array(Arr arr) {
        List<Expr> prefix = new ArrayList<>();
        int max = arr.maxItems();
        for (Schema item : arr.prefix()) {
            if (branches.of(item).isEmpty()) {
                max = Math.min(max, prefix.size());
            }
            prefix.add(expr(item));
        }
        if (branches.of(arr.items()).isEmpty()) {
            max = Math.min(max, prefix.size());
        }
        if (arr.minItems() > max) {
            return Expr.NEVER;
        }
        Optional<Expr> unique = arr.unique() && max > 1
                ? uniqueItems.array(arr)
                : Optional.empty();
        int most = max;
        return unique.orElseGet(() -> layout.array(prefix, expr(arr.items()), arr.minItems(), most));
    }

    private Expr object(Obj obj) {
        ObjectRules object = new ObjectRules(layout, rules);
        Optional<List<String>> listed = propertyNames.listed(obj.names());
        SequencedSet<String> known = new LinkedHashSet<>(obj.properties().keySet());
        known.addAll(obj.required());
        listed.ifPresent(known::addAll);
        for (String name : known) {
            boolean required = obj.required().contains(name);
            Schema schema = branches.accepts(obj.names(), new JsonValue.JsonString(name))
                    ? obj.property(name) : Schema.NEVER;
            if (required || !branches.of(schema).isEmpty()) {
                object.property(name, expr(schema), required);
            } else {
                object.exclude(name);
            }
        }
        if (listed.isEmpty()) {
            propertyNames.kinds(obj, known).stream()
                    .filter(kind -> !branches.of(kind.schema()).isEmpty())
                    .forEach(kind -> object.additional(kind.names(), expr(kind.schema())));
        }
        return object.expr();
    }
}
