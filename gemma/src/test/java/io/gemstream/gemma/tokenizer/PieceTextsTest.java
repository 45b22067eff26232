package io.gemstream.gemma.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PieceTextsTest {

    private static final String[] TEXTS = {"a", "\u2581ab", "\uD83D\uDE00", "abc", "c"};

    private final PieceTexts texts = PieceTexts.of(TEXTS);

    @Test
    void givesBackWhatItHolds() {
        assertThat(texts.size()).isEqualTo(TEXTS.length);
        assertThat(IntStream.range(0, TEXTS.length).mapToObj(texts::text)).containsExactly(TEXTS);
        assertThat(IntStream.range(0, TEXTS.length).map(texts::length)).containsExactly(1, 3, 2, 3, 1);
        assertThat(PieceTexts.of(new String[0]).size()).isZero();
    }

    @Test
    void matchesTheWholeTextAndNothingElse() {
        char[] text = "xabcx".toCharArray();
        assertThat(texts.matches(3, text, 1, 4)).isTrue();
        assertThat(texts.matches(3, text, 1, 3)).as("a beginning").isFalse();
        assertThat(texts.matches(3, text, 1, 5)).as("more").isFalse();
        assertThat(texts.matches(3, text, 0, 3)).as("elsewhere").isFalse();
        assertThat(texts.matches(0, text, 1, 2)).as("the first").isTrue();
        assertThat(texts.matches(4, text, 3, 4)).as("the last").isTrue();
        assertThat(texts.matches(2, new char[] {'\uD83D', '\uDE00'}, 0, 2)).isTrue();
    }

    @Test
    void laysThemOutInOneArray() {
        assertThat(new String(texts.chars(), texts.start(1), texts.length(1))).isEqualTo(TEXTS[1]);
    }
}
