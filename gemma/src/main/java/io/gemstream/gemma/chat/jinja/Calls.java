package io.gemstream.gemma.chat.jinja;

import java.util.List;
import java.util.Map;

/**
 * Implements the filters, tests and methods that chat templates use on texts and lists; the others fail when they are
 * called.
 */
final class Calls {

    private Calls() {}

    static Expression filter(Expression of, String name, List<Expression> arguments) {
        if (!arguments.isEmpty()) {
            return _ -> {
                throw new JinjaException("the filter " + name + " with arguments");
            };
        }
        return scope -> {
            Object value = of.value(scope);
            return switch (name) {
                case "trim" -> PythonText.strip(Values.text(value));
                case "string" -> Values.text(value);
                case "length", "count" -> length(value);
                case "first" -> Values.item(value, 0L);
                case "last" -> Values.item(value, -1L);
                default -> throw new JinjaException("the filter " + name);
            };
        };
    }

    static Expression test(Expression of, String name) {
        return scope -> {
            Object value = of.value(scope);
            return switch (name) {
                case "string" -> value instanceof String;
                case "defined" -> value != Values.Nothing.UNDEFINED;
                case "undefined" -> value == Values.Nothing.UNDEFINED;
                case "none" -> value == Values.Nothing.NONE;
                case "iterable", "sequence" -> value instanceof String || value instanceof List || value instanceof Map;
                case "mapping" -> value instanceof Map;
                case "number", "integer" -> value instanceof Long;
                case "boolean" -> value instanceof Boolean;
                case "true" -> value.equals(true);
                case "false" -> value.equals(false);
                default -> throw new JinjaException("the test " + name);
            };
        };
    }

    static Expression method(Expression of, String name, List<Expression> arguments) {
        return scope -> {
            Object value = of.value(scope);
            List<Object> given = arguments.stream().map(argument -> argument.value(scope)).toList();
            if (value instanceof String text && given.isEmpty()) {
                return switch (name) {
                    case "strip" -> PythonText.strip(text);
                    case "lstrip" -> PythonText.stripStart(text);
                    case "rstrip" -> PythonText.stripEnd(text);
                    default -> throw new JinjaException("the method " + name);
                };
            }
            if (value instanceof String text && given.size() == 1) {
                String other = Values.text(given.getFirst());
                return switch (name) {
                    case "startswith" -> text.startsWith(other);
                    case "endswith" -> text.endsWith(other);
                    default -> throw new JinjaException("the method " + name);
                };
            }
            if (value instanceof Map<?, ?> && name.equals("get") && !given.isEmpty() && given.size() <= 2) {
                Object found = Values.item(value, given.getFirst());
                Object otherwise = given.size() == 2 ? given.getLast() : Values.Nothing.NONE;
                return found == Values.Nothing.UNDEFINED ? otherwise : found;
            }
            throw new JinjaException("the method " + name);
        };
    }

    private static Long length(Object value) {
        return switch (value) {
            case String text -> (long) text.codePointCount(0, text.length());
            case List<?> list -> (long) list.size();
            case Map<?, ?> map -> (long) map.size();
            default -> throw new JinjaException("the length of something that has none");
        };
    }
}
