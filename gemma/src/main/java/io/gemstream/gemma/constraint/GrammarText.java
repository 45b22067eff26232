package io.gemstream.gemma.constraint;

/**
 * A constraint as a request spells it. Equal texts make equal grammars, so it may be the key of a cache.
 *
 * @param syntax how to read the text
 * @param text the schema, expression or grammar; empty where the syntax needs none
 * @param whitespace between the tokens of JSON; says nothing, and is the default, where the syntax is another
 */
public record GrammarText(Syntax syntax, String text, JsonWhitespace whitespace) {

    public GrammarText {
        whitespace = switch (syntax) {
            case JSON_SCHEMA, JSON_OBJECT -> whitespace;
            case REGEX, GBNF -> JsonOptions.DEFAULT.whitespace();
        };
    }

    /** With the default blanks. */
    public GrammarText(Syntax syntax, String text) {
        this(syntax, text, JsonOptions.DEFAULT.whitespace());
    }

    /** The languages of constraints. */
    public enum Syntax {
        /** {@link Grammar#jsonSchema(String, JsonOptions)}. */
        JSON_SCHEMA,
        /** {@link Grammar#jsonObject}; the text is empty. */
        JSON_OBJECT,
        /** {@link Grammar#regex}. */
        REGEX,
        /** {@link Grammar#gbnf}. */
        GBNF
    }

    /** A text that is JSON and fits a schema. */
    public static GrammarText jsonSchema(String schema) {
        return new GrammarText(Syntax.JSON_SCHEMA, schema);
    }

    /** A text that is some JSON object. */
    public static GrammarText jsonObject() {
        return new GrammarText(Syntax.JSON_OBJECT, "");
    }

    /** A text that matches an expression as a whole. */
    public static GrammarText regex(String expression) {
        return new GrammarText(Syntax.REGEX, expression);
    }

    /** A text of a grammar in the notation of llama.cpp. */
    public static GrammarText gbnf(String grammar) {
        return new GrammarText(Syntax.GBNF, grammar);
    }

    /** The same with other blanks. */
    public GrammarText withWhitespace(JsonWhitespace other) {
        return new GrammarText(syntax, text, other);
    }

    /**
     * Compiles it, which may take a while.
     *
     * @throws ConstraintException if the text is not of its syntax or asks for something unsupported
     */
    public Grammar compile() {
        return switch (syntax) {
            case JSON_SCHEMA -> Grammar.jsonSchema(text, JsonOptions.of(whitespace));
            case JSON_OBJECT -> Grammar.jsonObject(JsonOptions.of(whitespace));
            case REGEX -> Grammar.regex(text);
            case GBNF -> Grammar.gbnf(text);
        };
    }
}
