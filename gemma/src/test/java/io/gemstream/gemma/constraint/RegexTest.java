package io.gemstream.gemma.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Acceptance against {@code java.util.regex}, which shares the syntax tried here. */
class RegexTest {

    private static final String[] ATOMS = {
        "a", "b", "c", "é", "😀", ".", "[ab]", "[^a]", "[a-c]", "\\d", "\\w", "\\.", "[\\d-]", "(?:ab|c)", "[^\\w]",
        "1", "-"
    };
    private static final String[] LETTERS = {"a", "b", "c", "d", "é", "😀", "1", "2", "-", ".", "_", " "};

    /** Nested loops around a look-ahead that never holds. */
    private static final String TOO_LARGE =
            "[^a]{1,3}((\\w{2}c?(^|.{2}(?:ab|c){2}){2}|(?![^\\w]+^é))+\\b[^a]){1,3}.{2}";

    @Test
    void randomPatternsAcceptWhatTheJdkAccepts() {
        Random random = new Random(1);
        int accepted = 0;
        for (int i = 0; i < 1_500; i++) {
            String pattern = alternatives(random, 3);
            Grammar full = Grammar.regex(pattern);
            Grammar search = Grammar.of(Map.of("root", RegexParser.search(pattern)));
            Pattern jdk = Pattern.compile(pattern);
            for (int k = 0; k < 30; k++) {
                String text = text(random);
                boolean matches = jdk.matcher(text).matches();
                assertThat(full.matches(text)).as("%s on %s", pattern, text).isEqualTo(matches);
                assertThat(search.matches(text)).as("%s in %s", pattern, text).isEqualTo(jdk.matcher(text).find());
                accepted += matches ? 1 : 0;
            }
        }
        assertThat(accepted).isGreaterThan(3_000); // the texts are not all refused
    }

    /** Look-aheads, anchors and word boundaries wherever they fall, against node's engine. */
    @Test
    void assertionsHoldWhereEcmascriptSaysSo() throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (InputStream in = getClass().getResourceAsStream("/constraint/regex.jsonl");
                MappingIterator<JsonNode> lines = json.readerFor(JsonNode.class).readValues(in)) {
            while (lines.hasNext()) {
                JsonNode line = lines.next();
                String pattern = line.get("pattern").asText();
                if (pattern.equals(TOO_LARGE)) {
                    assertThatThrownBy(() -> Grammar.regex(pattern)).hasMessageContaining("too many states");
                    continue;
                }
                Grammar full = Grammar.regex(pattern);
                Grammar search = Grammar.of(Map.of("root", RegexParser.search(pattern)));
                line.get("full").forEach(text -> check(pattern, full, text.asText(), true));
                line.get("full").forEach(text -> check(pattern, search, text.asText(), true));
                line.get("found").forEach(text -> check(pattern, full, text.asText(), false));
                line.get("found").forEach(text -> check(pattern, search, text.asText(), true));
                line.get("none").forEach(text -> check(pattern, full, text.asText(), false));
                line.get("none").forEach(text -> check(pattern, search, text.asText(), false));
            }
        }
    }

    private static void check(String pattern, Grammar grammar, String text, boolean expected) {
        assertThat(grammar.matches(text)).as("%s on %s", pattern, text).isEqualTo(expected);
    }

    /** The tempered dot, the password rule, and what pydantic and zod write. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = ' ', value = {
        "^(?:(?!foo).)*$ afobar afoobar", "^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{4,}$ ab1C ab1c",
        "^(?!^[-+.]*$)[+-]?0*\\d*\\.?\\d*$ -0.5 -.",
        "^(?!^[-+.]*$)[+-]?0*(?:\\d{0,3}|(?=[\\d.]{1,6}0*$)\\d{0,3}\\.\\d{0,2}0*$) 123.4500 123.456",
        "^(?!\\.)(?!.*\\.\\.)([A-Z0-9_'+\\-\\.]*)[A-Z0-9_+-]@([A-Z0-9][A-Z0-9\\-]*\\.)+[A-Z]{2,}$ A.B@C.DE A..B@C.DE",
        "(?i)^(?!\\.)(?!.*\\.\\.)([a-z]*)@b$ Xy@B .xy@b", "\\bcat\\b cat catalogue", "(?i:a)b Ab AB",
        "(?s)^a.b$ ~a\nb~ a", "(?P<n>a)\\Z a b", "\\A\\p{Script=Greek}+\\z \u03b1 a", "a(?=b)b ab a",
        "^(?=(?!ab)a)..$ ac ab", "^(?:a(?=b)|b(?=a|$))*$ abab aab", "\\pL1 \u00e91 11", "x$|^y x yx",
        "^\\p{Extended_Pictographic}$ \ud83d\ude00 a", "(?-i)(?i)\\u0041 a b",
        "^(?=.{1,253}\\.?$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[-0-9a-zA-Z]{0,61}[0-9a-zA-Z])?)*\\.?$ a.b-c -a",
         "[^\\p{Lu}](?i)[^b] xc xB"
    })
    void readsWhatLibrariesAndPeopleWrite(String pattern, String accepted, String refused) {
        assertThat(Grammar.regex(pattern).matches(accepted)).isTrue();
        assertThat(Grammar.regex(pattern).matches(refused)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "^ab$, ab, true", "^ab$, xab, false", "ab, xaby, true", "^ab, abc, true", "^ab, xab, false", "ab$, xab, true",
        "ab$, abx, false", "^a|b$, ax, true", "^a|b$, xb, true", "^a|b$, xax, false", "(^a|b$), xb, true",
        "^(a|b$), ax, true", "^(a|b$), xb, false", "(?:^a$)|(?:^b$), b, true", "(?:^a$)|(?:^b$), bb, false",
        "^(?:(a)b|c)$, ab, true", "(?<x>a)b, xaby, true", "^a{2}$, aa, true", "^a{2}$, aaa, false",
        "'^a{2,}$', aaaa, true",
        "^a{0}$, '', true", "^$, '', true", "^$, a, false", "a*?b, b, true"
    })
    void searchKnowsAnchors(String pattern, String text, boolean expected) {
        assertThat(Grammar.of(Map.of("root", RegexParser.search(pattern))).matches(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "\\x41\\u0042\\u{1F600}, AB😀", "\\cA?\\t\\f\\v\\0, '\t\f\u000b\0'", "[\\b], '\b'", "\\p{Lu}\\p{Ll}+, Éa",
        "\\P{L}, 1", "\\s, \u00a0", "[^], '\n'", "\\ud83d\\ude00, 😀", "[\\]\\-], ]", "\\/, /"
    })
    void escapesAreThoseOfEcmascript(String pattern, String text) {
        assertThat(Grammar.regex(pattern).matches(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "(?<=a)b", "(?<!a)b", "(a)\\1", "\\k<x>", "(?P=x)", "[[:alpha:]]", "(?m)a", "(?x)a", "(?>a)",
        "\\p{Script=Elvish}", "\\p{scx=Greek}", "a**", "a*+", "\\07", "\\Qa\\E", "\\h", "\\Ga", "(?#note)a"
    })
    void refusesByName(String pattern) {
        assertThatThrownBy(() -> Grammar.regex(pattern))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("unsupported");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "ab(?<!b)c; regex at index 2 of \"ab(?<!b)c\": unsupported: look-behind",
        "(a)\\1; regex at index 3 of \"(a)\\1\": unsupported: back-reference",
        "a\tb(?>c); regex at index 3 of \"a b(?>c)\": unsupported: group modifier",
        "(?=a)b; no text can satisfy", "a$b; no text can satisfy", "a^b; no text can satisfy",
        "(?=.*a.{20}b).*c; regex \"(?=.*a.{20}b).*c\": its look-aheads, anchors"
    })
    void saysWhereAndInWhat(String pattern, String reason) {
        assertThatThrownBy(() -> Grammar.regex(pattern))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void showsOnlyWhatStandsAroundThePlace() {
        assertThatThrownBy(() -> Grammar.regex("a".repeat(500) + "(?<=b)" + "c".repeat(500)))
                .hasMessage("regex at index 500 of \"..." + "a".repeat(40) + "(?<=b)" + "c".repeat(34)
                        + "...\": unsupported: look-behind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a", "a)", "[a", "[b-a]", "a{2,1}", "*a", "\\", "a{", "\\u12", "\\u{110000}"})
    void refusesWhatIsNoRegex(String pattern) {
        assertThatThrownBy(() -> Grammar.regex(pattern))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("regex at index");
    }

    @Test
    void refusesWhatIsTooLarge() {
        assertThatThrownBy(() -> Grammar.regex("((a{1000}){1000}){1000}b{400000}c{400000}"))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("too large");
        assertThatThrownBy(() -> Grammar.regex("(".repeat(300) + ")".repeat(300)))
                .isInstanceOf(ConstraintException.class)
                .hasMessageContaining("nested deeper");
    }

    private static String alternatives(Random random, int depth) {
        StringBuilder pattern = new StringBuilder(sequence(random, depth));
        while (random.nextInt(4) == 0) {
            pattern.append('|').append(sequence(random, depth));
        }
        return pattern.toString();
    }

    private static String sequence(Random random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            pattern.append(depth > 0 && random.nextInt(3) == 0
                    ? "(" + alternatives(random, depth - 1) + ")"
                    : ATOMS[random.nextInt(ATOMS.length)]);
            pattern.append(switch (random.nextInt(8)) {
                case 0 -> "*";
                case 1 -> "+";
                case 2 -> "?";
                case 3 -> "{1,3}";
                case 4 -> "{2}";
                default -> "";
            });
        }
        return pattern.toString();
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }
}
