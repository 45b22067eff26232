package io.gemstream.gemma.chat.jinja;

import java.util.List;
import java.util.Map;

/**
 * Implements Python's operations on the values of a template: String, Long, Boolean, List, Map, and {@link Nothing}.
 */
final class Values {

    /** The longest text that a template may make. */
    private static final int MOST_CHARS = 1 << 20;

    /** Values that are none. */
    enum Nothing {
        NONE,
        UNDEFINED
    }

    private Values() {}

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean b -> b;
            case Long number -> number != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> false;
        };
    }

    static String text(Object value) {
        return switch (value) {
            case String text -> text;
            case Long number -> number.toString();
            case Boolean b -> b ? "True" : "False";
            case Nothing nothing -> nothing == Nothing.NONE ? "None" : "";
            default -> throw new JinjaException("a list or a mapping as text");
        };
    }

    static Object add(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return a + b;
        }
        if (left instanceof String a && right instanceof String b) {
            return join(a, b);
        }
        throw new JinjaException("+ of other than two texts or two numbers");
    }

    static String join(String left, String right) {
        if (left.length() + right.length() > MOST_CHARS) {
            throw new JinjaException("a text of more than " + MOST_CHARS + " characters");
        }
        return left + right;
    }

    static long number(Object value) {
        if (value instanceof Long number) {
            return number;
        }
        throw new JinjaException("no number where one is needed");
    }

    static boolean contains(Object container, Object value) {
        return switch (container) {
            case String text -> text.contains(text(value));
            case List<?> list -> list.contains(value);
            case Map<?, ?> map -> map.containsKey(value);
            default -> throw new JinjaException("'in' something that holds nothing");
        };
    }

    /** {@code value[key]} or {@code value.key}. */
    static Object item(Object value, Object key) {
        return switch (value) {
            case Map<?, ?> map when map.containsKey(key) -> map.get(key);
            case List<?> list when key instanceof Long index -> at(list, index);
            case Nothing nothing -> throw new JinjaException("'" + key + "' of something " + (nothing == Nothing.NONE
                    ? "that is none" : "undefined"));
            default -> Nothing.UNDEFINED;
        };
    }

    private static Object at(List<?> list, long index) {
        long from = index < 0 ? index + list.size() : index;
        return from < 0 || from >= list.size() ? Nothing.UNDEFINED : list.get((int) from);
    }

    /** {@code list[from:to]}; a text is no list here. */
    static List<?> slice(Object value, long from, long to) {
        if (!(value instanceof List<?> list)) {
            throw new JinjaException("a part of something that is no list");
        }
        int first = bound(from, list.size());
        return list.subList(first, Math.max(first, bound(to, list.size())));
    }

    private static int bound(long index, int size) {
        return (int) Math.clamp(index < 0 ? index + size : index, 0, size);
    }
}
