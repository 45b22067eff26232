package io.gemstream.gemma.chat.jinja;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the tokens of one tag from left to right. */
final class Words {

    private static final Token END = new Token(Token.Kind.OPERATOR, "end of the tag");

    private final List<Token> tokens;
    private int at;

    Words(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return at < tokens.size() ? tokens.get(at) : END;
    }

    Token next() {
        Token token = peek();
        at++;
        return token;
    }

    /** Whether the next token is this one; then it is read. */
    boolean skip(String word) {
        boolean found = peek().is(word);
        at += found ? 1 : 0;
        return found;
    }

    /** The next token, read, where it is one of these; {@code not in} are two. */
    Optional<String> skipOneOf(Set<String> operators) {
        if (operators.contains("not in") && skip("not")) {
            require("in");
            return Optional.of("not in");
        }
        return operators.stream().filter(this::skip).findFirst();
    }

    void require(String word) {
        if (!skip(word)) {
            throw new JinjaException("'" + peek().text() + "' where '" + word + "' should stand");
        }
    }

    String name() {
        Token token = next();
        if (token.kind() != Token.Kind.NAME) {
            throw new JinjaException("'" + token.text() + "' where a name should stand");
        }
        return token.text();
    }

    void requireEnd() {
        if (at < tokens.size()) {
            throw new JinjaException("'" + peek().text() + "' behind the end of an expression");
        }
    }
}
