package io.gemstream.gemma.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopMatcherTest {

    @Test
    void passesTextThroughWithoutStops() {
        StopMatcher matcher = new StopMatcher(List.of());

        assertThat(matcher.push("anything")).isEqualTo("anything");
        assertThat(matcher.matched()).isFalse();
    }

    @Test
    void holdsBackOnlyWhatMayBeginAStop() {
        StopMatcher matcher = new StopMatcher(List.of("END", "\n\n"));

        assertThat(matcher.push("text E")).isEqualTo("text ");
        assertThat(matcher.push("N")).isEmpty();
        assertThat(matcher.push("GINE\n")).isEqualTo("ENGINE");
        assertThat(matcher.push("x")).isEqualTo("\nx");
        assertThat(matcher.flush()).isEmpty();
    }

    @Test
    void leavesTheStopStringOut() {
        StopMatcher matcher = new StopMatcher(List.of("END"));

        assertThat(matcher.push("a EN")).isEqualTo("a ");
        assertThat(matcher.push("D b")).isEmpty();
        assertThat(matcher.matched()).isTrue();
        assertThat(matcher.push("more")).isEmpty();
        assertThat(matcher.flush()).isEmpty();
    }

    @Test
    void findsAStopThatOverlapsAFalseStart() {
        StopMatcher matcher = new StopMatcher(List.of("aab"));

        assertThat(matcher.push("aa") + matcher.push("a") + matcher.push("ab!")).isEqualTo("aa");
        assertThat(matcher.matched()).isTrue();
    }

    @Test
    void takesTheFirstStopToBeComplete() {
        StopMatcher matcher = new StopMatcher(List.of("abcd", "bc"));

        assertThat(matcher.push("xabcd")).isEqualTo("xa");
    }

    @Test
    void takesTheLongestOfThoseThatEndTogether() {
        StopMatcher matcher = new StopMatcher(List.of("c", "abc"));

        assertThat(matcher.push("xabc")).isEqualTo("x");
    }

    @Test
    void flushesWhatWasHeldBack() {
        StopMatcher matcher = new StopMatcher(List.of("</s>"));

        assertThat(matcher.push("1 <") + matcher.push("/")).isEqualTo("1 ");
        assertThat(matcher.flush()).isEqualTo("</");
    }

    @Test
    void neverSplitsASurrogatePair() {
        StopMatcher matcher = new StopMatcher(List.of("😈!"));

        assertThat(matcher.push("😀")).isEqualTo("😀");
        assertThat(matcher.push("😈")).isEmpty();
        assertThat(matcher.push("?")).isEqualTo("😈?");
    }

    @Test
    void doesNotDependOnHowTheTextIsCut() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            String text = letters(random, 30);
            List<String> stops = List.of(letters(random, 3) + "a", letters(random, 4) + "b");
            StopMatcher whole = new StopMatcher(stops);
            StopMatcher pieces = new StopMatcher(stops);
            String expected = whole.push(text) + whole.flush();
            StringBuilder actual = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int next = Math.min(text.length(), at + 1 + random.nextInt(4));
                actual.append(pieces.push(text.substring(at, next)));
                at = next;
            }

            assertThat(actual.append(pieces.flush()).toString())
                    .as("\"%s\" with stops %s", text, stops)
                    .isEqualTo(expected);
            assertThat(pieces.matched()).isEqualTo(stops.stream().anyMatch(text::contains));
        }
    }

    private static String letters(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }
}
