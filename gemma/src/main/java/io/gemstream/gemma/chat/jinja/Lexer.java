package io.gemstream.gemma.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into its parts. White space goes as in transformers, which sets {@code trim_blocks} and
 * {@code lstrip_blocks}: a tag on a line of its own leaves nothing of that line.
 */
final class Lexer {

    private static final Pattern OPENING = Pattern.compile("\\{([{%#])([-+]?)");
    private static final Pattern WORD = Pattern.compile(
            "(?<space>\\s+)|(?<name>[A-Za-z_]\\w*)|(?<number>\\d+)"
                    + "|(?<operator>==|!=|<=|>=|//|\\*\\*|[-+~*/%<>=|.,:()\\[\\]{}])");

    /** Many times what published templates have; what is read and carried out by recursion stays shallow. */
    private static final int MOST_PARTS = 2_000;
    private static final int MOST_TOKENS = 500;

    private final String source;
    private final List<Part> parts = new ArrayList<>();
    private int at;
    private boolean lineStart = true; // nothing but what a tag took stands before the current place in its line

    private Lexer(String source) {
        this.source = source;
    }

    static List<Part> parts(String template) {
        String lines = template.replace("\r\n", "\n");
        // Jinja drops one line break at the end.
        Lexer lexer = new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
        lexer.run();
        return lexer.parts;
    }

    private void run() {
        Matcher opening = OPENING.matcher(source);
        boolean stripNext = false;
        while (true) {
            boolean found = opening.find(at);
            String text = source.substring(at, found ? opening.start() : source.length());
            String kept = stripNext ? PythonText.stripStart(text) : text;
            if (!found) {
                addText(kept);
                return;
            }
            char kind = opening.group(1).charAt(0);
            addText(beforeTag(kept, kind, opening.group(2), stripNext));
            at = opening.end();
            stripNext = tag(kind);
        }
    }

    private String beforeTag(String text, char kind, String mark, boolean stripped) {
        if (mark.equals("-")) {
            return PythonText.stripEnd(text);
        }
        int line = text.lastIndexOf('\n') + 1;
        boolean alone = line > 0 || lineStart && !stripped;
        return kind != '{' && mark.isEmpty() && alone && text.substring(line).isBlank() ? text.substring(0, line) : text;
    }

    private void addText(String text) {
        if (!text.isEmpty()) {
            add(new Part.Text(text));
        }
    }

    private void add(Part part) {
        if (parts.size() == MOST_PARTS) {
            throw new JinjaException("more than " + MOST_PARTS + " tags");
        }
        parts.add(part);
    }

    /** Reads what a tag holds. Returns whether the white space behind it goes. */
    private boolean tag(char kind) {
        String close = kind == '{' ? "}}" : kind == '%' ? "%}" : "#}";
        List<Token> tokens = kind == '#' ? comment() : tokens(close);
        boolean strip = source.charAt(at) == '-';
        at += close.length() + (source.startsWith(close, at) ? 0 : 1);
        switch (kind) {
            case '{' -> add(new Part.Output(tokens));
            case '%' -> add(new Part.Tag(tokens));
            default -> {} // a comment
        }
        lineStart = kind != '{' && source.startsWith("\n", at);
        if (lineStart) {
            at++;
        }
        if (kind != '#' && tokens.isEmpty()) {
            throw new JinjaException("an empty tag");
        }
        return strip;
    }

    private List<Token> comment() {
        int end = source.indexOf("#}", at);
        if (end < 0) {
            throw new JinjaException("a comment without end");
        }
        at = end > at && source.charAt(end - 1) == '-' ? end - 1 : end;
        return List.of();
    }

    /** Up to the closing mark, at which the place then is. */
    private List<Token> tokens(String close) {
        List<Token> tokens = new ArrayList<>();
        Matcher word = WORD.matcher(source);
        int braces = 0;
        while (braces > 0 || !source.startsWith(close, at) && !source.startsWith("-" + close, at)) {
            if (tokens.size() == MOST_TOKENS) {
                throw new JinjaException("more than " + MOST_TOKENS + " words in a tag");
            }
            if (source.startsWith("'", at) || source.startsWith("\"", at)) {
                tokens.add(new Token(Token.Kind.STRING, string()));
                continue;
            }
            word.region(at, source.length());
            if (!word.lookingAt()) {
                throw new JinjaException(at == source.length() ? "a tag without end" : "'" + source.charAt(at) + "' in a tag");
            }
            at = word.end();
            if (word.group("name") != null) {
                tokens.add(new Token(Token.Kind.NAME, word.group()));
            } else if (word.group("number") != null) {
                tokens.add(new Token(Token.Kind.NUMBER, word.group()));
            } else if (word.group("operator") != null) {
                tokens.add(new Token(Token.Kind.OPERATOR, word.group()));
                braces += word.group().equals("{") ? 1 : word.group().equals("}") ? -1 : 0;
            }
        }
        return tokens;
    }

    /** The content of a string; the place is then behind its closing quote. */
    private String string() {
        char quote = source.charAt(at++);
        StringBuilder text = new StringBuilder();
        while (true) {
            if (at + 1 >= source.length()) {
                throw new JinjaException("a text without end");
            }
            char c = source.charAt(at++);
            if (c == quote) {
                return text.toString();
            }
            text.append(c == '\\' ? escaped(source.charAt(at++)) : c);
        }
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '\\', '\'', '"' -> c;
            default -> throw new JinjaException("the escape \\" + c);
        };
    }
}
