package io.gemstream.gemma.constraint;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A set of texts, compiled and independent of any vocabulary. Immutable and thread-safe; compile once, bind to a
 * vocabulary with {@link GrammarMasks}.
 */
public final class Grammar {

    private final Automaton automaton;

    private Grammar(Automaton automaton) {
        this.automaton = automaton;
    }

    /**
     * JSON texts that are valid under a JSON Schema (draft 2020-12 and what OpenAPI 3.0 writes otherwise), in one spelling:
     * see {@link JsonOptions}. One keyword is not always kept: {@code uniqueItems}, where items are not from a short list.
     *
     * @throws ConstraintException if the schema is not JSON, uses something unsupported, or allows nothing
     */
    public static Grammar jsonSchema(String schemaJson, JsonOptions options) {
        return SchemaCompiler.compile(schemaJson, options);
    }

    /** {@link #jsonSchema(String, JsonOptions)} with the default options. */
    public static Grammar jsonSchema(String schemaJson) {
        return jsonSchema(schemaJson, JsonOptions.DEFAULT);
    }

    /** Any JSON object (RFC 8259). */
    public static Grammar jsonObject(JsonOptions options) {
        return jsonSchema("{\"type\":\"object\"}", options);
    }

    /** {@link #jsonObject(JsonOptions)} with the default options. */
    public static Grammar jsonObject() {
        return jsonObject(JsonOptions.DEFAULT);
    }

    /**
     * Texts that a regular expression matches from end to end. Syntax and meaning are ECMAScript's with the {@code u}
     * and without other flags, over code points.
     *
     * @throws ConstraintException for look-behinds, back-references, and what is not a regular expression
     */
    public static Grammar regex(String pattern) {
        return of(Map.of("root", RegexParser.fullMatch(pattern)));
    }

    /**
     * A grammar in llama.cpp's GBNF; the start rule is {@code root}.
     *
     * @throws ConstraintException for syntax errors, undefined rules, and left recursion
     */
    public static Grammar gbnf(String grammar) {
        return of(GbnfParser.parse(grammar));
    }

    /** @param rules the start rule is {@code root} */
    static Grammar of(Map<String, Expr> rules) {
        return new Grammar(AutomatonBuilder.build(rules, "root"));
    }

    Automaton automaton() {
        return automaton;
    }

    /** Whether the whole text is in the set. For checks and tests: compiles nothing for reuse. */
    public boolean matches(String text) {
        StateGraph graph = new StateGraph(automaton);
        return graph.read(graph.start(), text.getBytes(StandardCharsets.UTF_8)).accepting;
    }
}
