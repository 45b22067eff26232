package io.gemstream.gemma.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * Reads expressions, by Jinja's order of precedence ({@code jinja2/parser.py}). What is not known here fails when its
 * value is asked for, so a template may have it in a branch that is not taken.
 */
final class ExpressionParser {

    private static final int MOST_NESTED = 64;

    private final Words words;
    private int depth;

    ExpressionParser(Words words) {
        this.words = words;
    }

    Expression expression() {
        if (++depth > MOST_NESTED) {
            throw new JinjaException("more than " + MOST_NESTED + " nested expressions");
        }
        Expression value = or();
        while (words.skip("if")) {
            Expression then = value;
            Expression condition = or();
            Expression otherwise = words.skip("else") ? expression() : _ -> Values.Nothing.UNDEFINED;
            value = scope -> Values.isTrue(condition.value(scope)) ? then.value(scope) : otherwise.value(scope);
        }
        depth--;
        return value;
    }

    /** Without {@code if}, which behind a loop's list is the loop's own. */
    Expression or() {
        Expression left = and();
        while (words.skip("or")) {
            Expression first = left;
            Expression second = and();
            left = scope -> {
                Object value = first.value(scope);
                return Values.isTrue(value) ? value : second.value(scope);
            };
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (words.skip("and")) {
            Expression first = left;
            Expression second = not();
            left = scope -> {
                Object value = first.value(scope);
                return Values.isTrue(value) ? second.value(scope) : value;
            };
        }
        return left;
    }

    private Expression not() {
        boolean negated = false;
        while (words.skip("not")) {
            negated = !negated;
        }
        Expression value = comparison();
        return negated ? scope -> !Values.isTrue(value.value(scope)) : value;
    }

    private Expression comparison() {
        return binary(Operators.COMPARISONS, () -> binary(Operators.SUMS, () ->
                binary(Operators.JOINS, () -> binary(Operators.PRODUCTS, this::unary))));
    }

    /** Operands between operators of one rank, from left to right. */
    private Expression binary(Map<String, BinaryOperator<Object>> operators, Supplier<Expression> operand) {
        Expression left = operand.get();
        for (Optional<String> word = words.skipOneOf(operators.keySet()); word.isPresent();
                word = words.skipOneOf(operators.keySet())) {
            BinaryOperator<Object> operator = operators.get(word.get());
            Expression first = left;
            Expression second = operand.get();
            left = scope -> operator.apply(first.value(scope), second.value(scope));
        }
        return left;
    }

    private Expression unary() {
        boolean negative = words.skip("-");
        Expression value = primary();
        while (true) {
            Expression of = value;
            if (words.skip(".")) {
                String name = words.name();
                value = words.skip("(")
                        ? Calls.method(of, name, arguments(")"))
                        : scope -> Values.item(of.value(scope), name);
            } else if (words.skip("[")) {
                value = subscript(of);
            } else if (words.skip("|")) {
                String name = words.name();
                value = Calls.filter(of, name, words.skip("(") ? arguments(")") : List.of());
            } else if (words.skip("is")) {
                boolean not = words.skip("not");
                Expression test = Calls.test(of, words.name());
                value = scope -> not != Values.isTrue(test.value(scope));
            } else {
                return negative ? scope -> -Values.number(of.value(scope)) : of;
            }
        }
    }

    private Expression subscript(Expression of) {
        Optional<Expression> from = words.peek().is(":") ? Optional.empty() : Optional.of(expression());
        if (!words.skip(":")) {
            words.require("]");
            Expression key = from.orElseThrow();
            return scope -> Values.item(of.value(scope), key.value(scope));
        }
        Optional<Expression> to = words.peek().is("]") ? Optional.empty() : Optional.of(expression());
        words.require("]");
        return scope -> Values.slice(of.value(scope),
                from.map(first -> Values.number(first.value(scope))).orElse(0L),
                to.map(last -> Values.number(last.value(scope))).orElse((long) Integer.MAX_VALUE));
    }

    private Expression primary() {
        Token token = words.next();
        return switch (token.kind()) {
            case STRING -> string(token.text());
            case NUMBER -> number(token.text());
            case NAME -> name(token.text());
            case OPERATOR -> switch (token.text()) {
                case "(" -> {
                    Expression inside = expression();
                    words.require(")");
                    yield inside;
                }
                case "[" -> {
                    List<Expression> elements = arguments("]");
                    yield scope -> elements.stream().map(element -> element.value(scope)).toList();
                }
                case "{" -> members(":", "}");
                default -> throw new JinjaException("'" + token.text() + "' where a value should stand");
            };
        };
    }

    /** Texts behind each other are one. */
    private Expression string(String first) {
        String text = first;
        while (words.peek().kind() == Token.Kind.STRING) {
            text = Values.join(text, words.next().text());
        }
        String whole = text;
        return _ -> whole;
    }

    private static Expression number(String digits) {
        if (digits.length() > 18) {
            throw new JinjaException("the number " + digits);
        }
        Long value = Long.valueOf(digits);
        return _ -> value;
    }

    private Expression name(String name) {
        return switch (name) {
            case "true", "True" -> _ -> true;
            case "false", "False" -> _ -> false;
            case "none", "None" -> _ -> Values.Nothing.NONE;
            default -> words.skip("(") ? call(name) : scope -> scope.get(name);
        };
    }

    private Expression call(String name) {
        if (name.equals("namespace")) {
            return members("=", ")");
        }
        List<Expression> arguments = arguments(")");
        return scope -> {
            throw new JinjaException(name.equals("raise_exception") && arguments.size() == 1
                    ? Values.text(arguments.getFirst().value(scope))
                    : "the function " + name);
        };
    }

    /** Names with values: {@code namespace(a=1)}, whose members a template may set, and <code>{'a': 1}</code>. */
    private Expression members(String between, String close) {
        Map<String, Expression> members = new LinkedHashMap<>();
        while (!words.skip(close)) {
            String name = words.next().text();
            words.require(between);
            members.put(name, expression());
            if (!words.peek().is(close)) {
                words.require(",");
            }
        }
        return scope -> values(members, scope);
    }

    private static Map<String, Object> values(Map<String, Expression> members, Scope scope) {
        Map<String, Object> values = new LinkedHashMap<>();
        members.forEach((name, member) -> values.put(name, member.value(scope)));
        return values;
    }

    /** An argument with a name fails when it is asked for: nothing known here takes one. */
    private List<Expression> arguments(String close) {
        List<Expression> arguments = new ArrayList<>();
        while (!words.skip(close)) {
            Expression argument = expression();
            if (words.skip("=")) {
                expression();
                argument = _ -> {
                    throw new JinjaException("an argument with a name");
                };
            }
            arguments.add(argument);
            if (!words.peek().is(close)) {
                words.require(",");
            }
        }
        return arguments;
    }
}
