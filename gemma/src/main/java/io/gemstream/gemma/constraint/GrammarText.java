package io.gemstream.gemma.constraint;

/**
 * A constraint as a request spells it. Equal texts make equal grammars, so it may be the key of a cache.
 *
 * @param syntax how to read the text
 * @param text the schema, expression or grammar; empty where the syntax needs none
 */
public record GrammarText(Syntax syntax, String text) {

    /** The languages of constraints. */
    public enum Syntax {
        /** {@link Grammar#jsonSchema(String)}. */
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

    /**
     * Compiles it, which may take a while.
     *
     * @throws ConstraintException if the text is not of its syntax or asks for something unsupported
     */
    public Grammar compile() {
        return switch (syntax) {
            case JSON_SCHEMA -> Grammar.jsonSchema(text);
            case JSON_OBJECT -> Grammar.jsonObject();
            case REGEX -> Grammar.regex(text);
            case GBNF -> Grammar.gbnf(text);
        };
    }
}
