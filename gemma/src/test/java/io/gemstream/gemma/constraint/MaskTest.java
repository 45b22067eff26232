package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mask is what trying every token, byte by byte, on the plain automaton says. */
class MaskTest {

    /** @param samples texts whose pieces make the vocabulary */
    record Case(String name, Grammar grammar, String... samples) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("any object", Grammar.jsonObject(), "{\"a\": [1, -2.5e3,true],\"b\":{ \"c\":null } }"),
                new Case(
                        "blanks",
                        Grammar.jsonSchema("{}", JsonOptions.of(JsonWhitespace.PRETTY)),
                        "{\n  \"a\" : [ 1 ,\n\n\t2 ]}"),
                new Case(
                        "counted string",
                        Grammar.jsonSchema("{\"type\":\"string\",\"minLength\":2,\"maxLength\":19}"),
                        "\"abcdé 😀 \\n \\u00e9 \\ud83d\\ude00\""),
                new Case(
                        "pattern and length",
                        Grammar.jsonSchema("{\"type\":\"string\",\"pattern\":\"^\\\\S+( \\\\S+)*$\",\"maxLength\":21}"),
                        "\"the words of a text\"  é😀 \\\"x\\\""),
                new Case(
                        "keys that differ from declared ones",
                        Grammar.jsonSchema("{\"properties\":{\"foo\":{\"type\":\"number\"},"
                                + "\"foobar\":{\"type\":\"null\"}},"
                                + "\"additionalProperties\":{\"type\":\"boolean\"},\"type\":\"object\"}"),
                        "{\"foo\":12,\"foobar\":null,\"fooba\":true,\"é\":false}"),
                new Case(
                        "recursion",
                        Grammar.jsonSchema("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}"),
                        "[[],[[]],[[],[]]]", "]],[[", "[[[["),
                new Case("words", Grammar.regex("[\\s\\S]*END"), "the END is NEAR ENDEND"),
                new Case("letters", Grammar.regex("[a-z]{1,20}( [A-Z][a-z]*)*"), "the Ending of Abcd", "aaaaaaaa"),
                new Case(
                        "classes in classes",
                        Grammar.regex("([a-z0-9éa-z]*|[^a-f]{3,9}|[A-Z a-m]+|[\\w-]+x|\\P{L}+|[\\s\\S]{2}the)*"),
                        "the é Words 123-x", "AB ab", "😀\n  z"),
                new Case("tags", Grammar.regex("(<b>[^<]*</b>)+"), "<b>the é</b><b>\n</b>"),
                new Case("lines", Grammar.gbnf("root ::= ([^\\n]{1,17} \"\\n\")+"), "the\nlines of\n\ntext 😀é"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void maskEqualsTryingEveryToken(Case tested) {
        Random random = new Random(tested.name().hashCode());
        byte[][] tokens = Vocabularies.around(random, 120, tested.samples());
        TokenTrie trie = Vocabularies.of(tokens);
        GrammarMasks masks = GrammarMasks.of(tested.grammar(), trie);
        long[] mask = new long[trie.maskWords()];
        int compared = 0;
        for (int walk = 0; walk < 40; walk++) {
            TokenConstraint constraint = masks.start();
            StateGraph plain = new StateGraph(tested.grammar().automaton());
            State state = plain.start();
            for (int step = 0; step < 25 && !constraint.mustEnd(); step++) {
                Arrays.fill(mask, -1L);
                constraint.mask(mask);
                int[] expected = allowed(plain, state, tokens);
                assertThat(ids(mask)).as("%s, walk %d, step %d", tested, walk, step).isEqualTo(expected);
                assertThat(constraint.allows(Vocabularies.END)).isEqualTo(state.accepting);
                compared++;
                int[] texts = Arrays.stream(expected).filter(id -> id > Vocabularies.TURN_END).toArray();
                int token = texts[random.nextInt(texts.length)];
                constraint.accept(token);
                state = plain.read(state, tokens[token]);
            }
        }
        assertThat(compared).isGreaterThan(100);
    }

    private static int[] allowed(StateGraph plain, State from, byte[][] tokens) {
        return IntStream.range(0, tokens.length)
                .filter(id -> switch (id) {
                    case Vocabularies.PAD -> false;
                    case Vocabularies.END, Vocabularies.TURN_END -> from.accepting;
                    default -> tokens[id].length > 0 && plain.read(from, tokens[id]) != State.DEAD;
                })
                .toArray();
    }

    private static int[] ids(long[] mask) {
        List<Integer> ids = new ArrayList<>();
        java.util.BitSet.valueOf(mask).stream().forEach(ids::add);
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
