package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GbnfTest {

    // The first two are llama.cpp's grammars/arithmetic.gbnf and the chess grammar of its grammars/README.md.
    private static final String ARITHMETIC = """
            root  ::= (expr "=" ws term "\\n")+
            expr  ::= term ([-+*/] term)*
            term  ::= ident | num | "(" ws expr ")" ws
            ident ::= [a-z] [a-z0-9_]* ws
            num   ::= [0-9]+ ws
            ws    ::= [ \\t\\n]*
            """;
    private static final String CHESS = """
            # Specifies chess moves as a list in algebraic notation
            root ::= (
                # it must start with a move
                "1. " move " " move "\\n"
                ([1-9] [0-9]? ". " move " " move "\\n")+
            )
            move ::= (pawn | nonpawn | castle) [+#]?
            # piece type, optional file/rank, optional capture, dest file & rank
            nonpawn ::= [NBKQR] [a-h]? [1-8]? "x"? [a-h] [1-8]
            pawn ::= ([a-h] "x")? [a-h] [1-8] ("=" [NBKQR])?
            castle ::= "O-O" "-O"?
            """;

    @Test
    void acceptsTheGrammarsOfTheDocumentation() {
        assertThat(Grammar.gbnf(ARITHMETIC).matches("(a+2)*x_1 =3\n")).isTrue();
        assertThat(Grammar.gbnf(ARITHMETIC).matches("(a+2*x=3\n")).isFalse();
        assertThat(Grammar.gbnf(ARITHMETIC).matches("(".repeat(200) + "a" + ")".repeat(200) + "=1\n")).isTrue();
        assertThat(Grammar.gbnf(ARITHMETIC).matches("(".repeat(200) + "a" + ")".repeat(199) + "=1\n")).isFalse();
        assertThat(Grammar.gbnf(CHESS).matches("1. e4 e5\n2. Nf3 Nc6\n3. O-O a8=Q+\n")).isTrue();
        assertThat(Grammar.gbnf(CHESS).matches("1. e4 e5\n")).isFalse();
        assertThat(Grammar.gbnf(CHESS).matches("1. e4 e9\n2. Nf3 Nc6\n")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "root ::= \"a\"{2}; aa; aaa", "root ::= \"a\"{2,}; aaaa; a", "root ::= \"a\"{,2}; ''; aaa",
        "root ::= \"a\"{1,2}; aa; aaa", "root ::= [^a-c]; d; b", "root ::= .; é; ab", "root ::= [a\\-z]; -; b",
        "root ::= [-a]; -; b", "root ::= \"\\x41\\u00e9\\U0001F600\"; Aé😀; A", "root ::= \"\\\"\\\\\"; \"\\; \"",
        "root ::= (\"a\" | \"b\")* \"c\"?; ababc; ca", "root ::= x y* #c⏎x ::= \"1\"⏎⏎y ::= x \"2\"; 112; 2",
        "root ::= \"a\" |⏎ \"b\"; b; ab", "root ::= [\\]]; ]; a", "root ::= ; ''; a", "root ::= \"a\"?+; aa; b"
    })
    void syntax(String grammar, String accepted, String refused) {
        assertThat(Grammar.gbnf(lines(grammar)).matches(accepted)).isTrue();
        assertThat(Grammar.gbnf(lines(grammar)).matches(refused)).isFalse();
    }

    /** Two readings at every step: stacks must merge instead of doubling. */
    @Test
    void ambiguityCostsNoStackPerReading() {
        Grammar grammar = Grammar.gbnf(
                "root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"a\" root (\"b\" | \"c\") | \"d\"");
        assertThat(grammar.matches("a".repeat(300) + "d" + "bc".repeat(150))).isTrue();
        assertThat(grammar.matches("a".repeat(300) + "d" + "bc".repeat(149))).isFalse();
    }

    @Test
    void rightRecursionRunsInConstantSpace() {
        Grammar grammar = Grammar.gbnf("root ::= \"a\" root | \"b\"");
        assertThat(grammar.matches("a".repeat(50_000) + "b")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "root ::= root \"a\" | \"b\"; unsupported: left recursion",
        "root ::= x? root \"a\" | \"b\"⏎x ::= \"c\"; left recursion",
        "root ::= a⏎a ::= b \"x\"⏎b ::= a | \"y\"; left recursion", "root ::= x; undefined rule: x",
        "root ::= \"a\"⏎# b⏎root ::= (; grammar at index 29 of \"root ::= \"a\"  # b  root ::= (\": expected )",
        "a ::= \"x\"; no rule named root", "root ::= \"a\"⏎root ::= \"b\"; defined twice: root",
        "root ::= \"a; unexpected end",
        "root ::= (\"a\"; expected )", "root := \"a\"; expected ::=", "root ::= [b-a]; out of order",
        "root ::= \"a\"{3,2}; out of order", "root ::= <[1]>; unsupported: token reference",
        "root ::= \"\\q\"; unknown escape",
        "root ::= \"a\" root; no text can satisfy", "root ::= \"a\" ); expected the end of the line"
    })
    void refuses(String grammar, String reason) {
        assertThatThrownBy(() -> Grammar.gbnf(lines(grammar)))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining(reason);
    }

    private static String lines(String grammar) {
        return grammar.replace("⏎", "\r\n");
    }
}
