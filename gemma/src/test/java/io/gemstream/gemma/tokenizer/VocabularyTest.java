package io.gemstream.gemma.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VocabularyTest {

    private static final String[] SPECIALS = {"<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>", "  "};
    private static final String[] LETTERS = {"a", "b", "ab", "ba", "bab"};

    private final String[] pieces = pieces();
    private final float[] scores = new float[pieces.length];
    private final int[] types = new int[pieces.length];

    VocabularyTest() {
        Arrays.fill(types, PieceType.NORMAL.code());
        Arrays.fill(types, 0, SPECIALS.length, PieceType.CONTROL.code());
        types[3] = PieceType.UNKNOWN.code();
        types[6] = PieceType.USER_DEFINED.code();
        Arrays.fill(types, SPECIALS.length, SPECIALS.length + 256, PieceType.BYTE.code());
        int letters = SPECIALS.length + 256;
        scores[letters + 2] = -2;
        scores[letters + 3] = -1;
        scores[letters + 4] = -3;
    }

    @Test
    void readsGgufTypesAsSentencePieceTypes() {
        Vocabulary vocabulary = of(2, 1, 3, 0);
        Tokenizer tokenizer = Tokenizer.of(vocabulary);

        assertThat(vocabulary.type(4)).isEqualTo(PieceType.USER_DEFINED);
        assertThat(vocabulary.type(2)).isEqualTo(PieceType.CONTROL);
        assertThat(vocabulary.piece(6)).isEqualTo("\u2581\u2581");
        assertThat(tokenizer.turnTokens()).contains(new TurnTokens(4, 5));
        assertThat(tokenizer.encode("  ")).containsExactly(6);
    }

    @Test
    void mergesTheBestPairFirstAndTheLeftmostOnTies() {
        Tokenizer tokenizer = Tokenizer.of(of(2, 1, 3, 0));
        int letters = SPECIALS.length + 256;

        // "ba" (-1) beats "ab" (-2), although "ab" comes first; then a+ba is no piece.
        assertThat(tokenizer.encode("aba")).containsExactly(letters, letters + 3);
        // ba|b and b|ab: "ba" wins, then "bab" (-3) joins.
        assertThat(tokenizer.encode("bab")).containsExactly(letters + 4);
        scores[letters + 3] = -2;
        assertThat(Tokenizer.of(of(2, 1, 3, 0)).encode("aba")).containsExactly(letters + 2, letters);
    }

    @Test
    void isNotChangedThroughTheCallersArrays() {
        Vocabulary vocabulary = of(2, 1, 3, 0);
        pieces[7] = "changed";

        assertThat(vocabulary.piece(7)).isEqualTo("<0x00>");
    }

    @Test
    void wantsBosUnlessTold() {
        assertThat(of(2, 1, 3, 0).addBos()).isTrue();
        assertThat(of(2, 1, 3, 0).withAddBos(false).addBos()).isFalse();
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatIllegalArgumentException().isThrownBy(() -> of(-1, 1, 3, 0)).withMessage("bos: -1 (expected: 0..267)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vocabulary.of(pieces, new float[1], types, 2, 1, 3, 0))
                .withMessage("scores: 1 entries (expected: 268)");
        types[9] = 7;
        assertThatIllegalArgumentException().isThrownBy(() -> of(2, 1, 3, 0)).withMessage("types[9]: 7 (expected: 1..6)");
    }

    @Test
    void refusesScoresThatHaveNoOrder() {
        scores[265] = Float.NaN;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(2, 1, 3, 0))
                .withMessage("scores[265]: NaN (expected: finite)");
    }

    @Test
    void refusesDoubleAndMissingPieces() {
        pieces[264] = "a";
        Vocabulary doubled = of(2, 1, 3, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tokenizer.of(doubled))
                .withMessage("pieces[264]: \"a\" (expected: not the text of piece 263)");

        pieces[264] = "b";
        types[SPECIALS.length + 10] = PieceType.UNUSED.code();
        Vocabulary missing = of(2, 1, 3, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tokenizer.of(missing))
                .withMessage("pieces: no byte piece <0x0A>");
    }

    private Vocabulary of(int bos, int eos, int unknown, int pad) {
        return Vocabulary.of(pieces, scores, types, bos, eos, unknown, pad);
    }

    private static String[] pieces() {
        return java.util.stream.Stream.of(
                        Arrays.stream(SPECIALS),
                        IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted),
                        Arrays.stream(LETTERS))
                .flatMap(stream -> stream)
                .toArray(String[]::new);
    }
}
