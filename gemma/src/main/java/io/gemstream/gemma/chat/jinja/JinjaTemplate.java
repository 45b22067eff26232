package io.gemstream.gemma.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders Jinja templates: reads the statements from top to bottom, then runs them. */
public final class JinjaTemplate {

    private static final int MOST_NESTED = 64;

    private final List<Part> parts;
    private int at;
    private int depth;

    private JinjaTemplate(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * Renders a template with values for its names. Bounded: a template that does not come to an end is refused.
     *
     * @param names values: String, Long, Boolean, List and Map of such; an empty Optional for none
     * @throws JinjaException if it is no Jinja, or none that is known here, or raises an exception itself
     */
    public static String render(String source, Map<String, ?> names) {
        JinjaTemplate template = new JinjaTemplate(Lexer.parts(source));
        Node whole = template.block(List.of());
        StringBuilder out = new StringBuilder();
        whole.render(Scope.of(names), out);
        return out.toString();
    }

    /** Statements up to one of some tags, which is not read, or to the end of the template where there are none. */
    private Node block(List<String> ends) {
        if (++depth > MOST_NESTED) {
            throw new JinjaException("more than " + MOST_NESTED + " nested blocks");
        }
        List<Node> nodes = new ArrayList<>();
        while (at < parts.size() && !(parts.get(at) instanceof Part.Tag(List<Token> tokens)
                && ends.contains(tokens.getFirst().text()))) {
            nodes.add(switch (parts.get(at++)) {
                case Part.Text(String text) -> (_, out) -> out.append(text);
                case Part.Output(List<Token> tokens) -> output(new Words(tokens));
                case Part.Tag(List<Token> tokens) -> statement(new Words(tokens));
            });
        }
        if (at == parts.size() && !ends.isEmpty()) {
            throw new JinjaException("no " + ends.getLast());
        }
        depth--;
        return Node.sequence(nodes);
    }

    /** The tag that ended a block, read. */
    private Words tag() {
        return new Words(((Part.Tag) parts.get(at++)).tokens());
    }

    private static Node output(Words words) {
        Expression value = whole(words);
        return (scope, out) -> out.append(Values.text(value.value(scope)));
    }

    private static Expression whole(Words words) {
        Expression value = new ExpressionParser(words).expression();
        words.requireEnd();
        return value;
    }

    private Node statement(Words words) {
        String name = words.name();
        return switch (name) {
            case "if" -> choice(words);
            case "for" -> loop(words);
            case "set" -> assignment(words);
            // Marks, for training, what the model said.
            case "generation" -> {
                Node said = block(List.of("endgeneration"));
                tag();
                yield said;
            }
            default -> throw new JinjaException("the tag " + name);
        };
    }

    private Node choice(Words words) {
        Expression condition = whole(words);
        Node then = block(List.of("elif", "else", "endif"));
        Words next = tag();
        Node otherwise = switch (next.name()) {
            case "elif" -> choice(next);
            case "else" -> {
                Node last = block(List.of("endif"));
                tag();
                yield last;
            }
            default -> Node.sequence(List.of());
        };
        return (scope, out) -> (Values.isTrue(condition.value(scope)) ? then : otherwise).render(scope, out);
    }

    private Node loop(Words words) {
        String name = words.name();
        words.require("in");
        Expression list = new ExpressionParser(words).or();
        Expression wanted = words.skip("if") ? new ExpressionParser(words).expression() : _ -> true;
        words.requireEnd();
        Node body = block(List.of("endfor"));
        tag();
        return (scope, out) -> {
            List<Scope> rounds = rounds(scope, name, list.value(scope), wanted);
            for (int i = 0; i < rounds.size(); i++) {
                rounds.get(i).set("loop", Map.of("index", i + 1L, "index0", (long) i, "first", i == 0,
                        "last", i == rounds.size() - 1, "length", (long) rounds.size()));
                body.render(rounds.get(i), out);
            }
        };
    }

    private static List<Scope> rounds(Scope scope, String name, Object list, Expression wanted) {
        if (!(list instanceof List<?> elements)) {
            throw new JinjaException("a loop over something that is no list");
        }
        List<Scope> rounds = new ArrayList<>();
        for (Object element : elements) {
            Scope round = scope.inner();
            round.set(name, element);
            if (Values.isTrue(wanted.value(round))) {
                rounds.add(round);
            }
        }
        return rounds;
    }

    private static Node assignment(Words words) {
        String name = words.name();
        if (words.skip(".")) {
            String member = words.name();
            words.require("=");
            Expression value = whole(words);
            return (scope, _) -> {
                if (!(scope.get(name) instanceof Map<?, ?> namespace)) {
                    throw new JinjaException("'" + name + "." + member + "' where no namespace is");
                }
                Map<Object, Object> changed = new LinkedHashMap<>(namespace);
                changed.put(member, value.value(scope));
                scope.replace(name, changed);
            };
        }
        words.require("=");
        Expression value = whole(words);
        return (scope, _) -> scope.set(name, value.value(scope));
    }
}
