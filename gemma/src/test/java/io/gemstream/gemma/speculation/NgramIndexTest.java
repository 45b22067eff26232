package io.gemstream.gemma.speculation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NgramIndexTest {

    @Test
    void goesOnAsAfterTheLastTwoTokensBefore() {
        assertThat(continuation(3, 10, 11, 12, 13, 14, 99, 10, 11)).containsExactly(12, 13, 14);
    }

    @Test
    void draftsNothingAfterWhatIsNew() {
        assertThat(continuation(3, 10, 11, 12, 13, 14, 99, 10)).isEmpty();
        assertThat(continuation(3, 10)).isEmpty();
    }

    @Test
    void prefersTheLongerMatchToTheLaterOne() {
        assertThat(continuation(1, 1, 2, 3, 4, 50, 3, 4, 60, 1, 2, 3, 4)).containsExactly(50);
    }

    @Test
    void prefersTheLaterOfEqualMatches() {
        assertThat(continuation(1, 3, 4, 50, 3, 4, 60, 3, 4)).containsExactly(60);
    }

    @Test
    void aTextThatRepeatsItselfIsDraftedToGoOnSo() {
        assertThat(continuation(7, 5, 6, 7, 5, 6, 7)).containsExactly(5, 6, 7, 5, 6, 7, 5);
        assertThat(continuation(4, 8, 8, 8)).containsExactly(8, 8, 8, 8);
    }

    /** However the text grew, and through every growth of the tables: as a search of the whole text finds it. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 40})
    void findsWhatASearchFinds(int alphabet) {
        Random random = new Random(alphabet);
        int[] tokens = random.ints(3_000, 0, alphabet).toArray();
        NgramIndex index = new NgramIndex();
        for (int length = 1; length < tokens.length; length += 1 + random.nextInt(4)) {
            int[] expected = search(tokens, length);
            int[] drafted = index.continuation(tokens, length, 1);
            assertThat(drafted).as("after %d", length).isEqualTo(expected);
        }
    }

    private static int[] continuation(int most, int... tokens) {
        return new NgramIndex().continuation(tokens, tokens.length, most);
    }

    private static int[] search(int[] tokens, int length) {
        for (int n = 4; n >= 2; n--) {
            for (int end = length - 1; end >= n && length >= n; end--) {
                if (Arrays.equals(tokens, end - n, end, tokens, length - n, length)) {
                    return new int[] {tokens[end]};
                }
            }
        }
        return new int[0];
    }
}
