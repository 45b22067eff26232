package io.gemstream.gemma.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vocabularies as converters and fine-tuners leave them. */
class SpecialPiecesTest {

    private static final String[] NAMES = {
        "<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<start_of_turn>", "<end_of_turn>", "<|im_start|>", "<|im_end|>",
        "</s>", "t"
    };
    private static final int EOS = 1;
    private static final int BOS = 2;
    private static final int END_OF_TURN = 6;
    private static final int IM_END = 8;
    private static final int LETTER = 10;

    private final int[] types = types();

    @Test
    void anEosThatIsTheEndOfTheTurnIsNotTheOnlyEnd() {
        Tokenizer tokenizer = tokenizer(END_OF_TURN);

        assertThat(tokenizer.endTokens()).containsExactlyInAnyOrder(EOS, END_OF_TURN, IM_END);
        assertThat(tokenizer.vocabulary().eos()).isEqualTo(EOS);
        assertThat(tokenizer.isControl(EOS)).isTrue();
        assertThat(tokenizer.encode("<eos>")).doesNotContain(EOS);
        assertThat(tokenizer.encode("<eos>", EncodeMode.SENTENCE_PIECE)).doesNotContain(EOS);
        assertThat(new StreamingDetokenizer(tokenizer).push(EOS)).isEmpty();
        assertThat(tokenizer.sha256()).as("whichever file it came from").isEqualTo(tokenizer(EOS).sha256());
    }

    @ParameterizedTest
    @EnumSource(value = PieceType.class, names = {"NORMAL", "CONTROL", "USER_DEFINED", "UNUSED"})
    void turnTokensAreTurnTokensWhateverTheirType(PieceType type) {
        Arrays.fill(types, 5, 9, type.code());
        Tokenizer tokenizer = tokenizer(EOS);

        assertThat(tokenizer.turnTokens()).contains(new TurnTokens(5, END_OF_TURN));
        assertThat(tokenizer.endTokens()).contains(END_OF_TURN, IM_END);
        for (int id = 5; id < 9; id++) {
            assertThat(tokenizer.isControl(id)).as(NAMES[id]).isTrue();
            assertThat(tokenizer.encode(NAMES[id])).as(NAMES[id]).doesNotContain(id);
            assertThat(tokenizer.encode(NAMES[id], EncodeMode.SENTENCE_PIECE)).as(NAMES[id]).containsExactly(id);
            assertThat(new StreamingDetokenizer(tokenizer).push(id)).as(NAMES[id]).isEmpty();
        }
    }

    /** A fine-tune that pads with eos, and a converter that leaves the unknown token's key out. */
    @ParameterizedTest
    @ValueSource(strings = {"<pad>", "<unk>", "<bos>", "<eos>"})
    void controlPiecesAreControlThoughTheFileNamesOthersOrNone(String piece) {
        for (PieceType type : new PieceType[] {PieceType.CONTROL, PieceType.NORMAL, PieceType.USER_DEFINED}) {
            Arrays.fill(types, 0, 4, type.code());
            Tokenizer tokenizer = Tokenizer.of(Vocabulary.of(pieces(), new float[types.length], types, BOS, EOS, -1, EOS));
            int id = tokenizer.id(piece).orElseThrow();

            assertThat(tokenizer.encode(piece)).as("%s", type).doesNotContain(id);
            assertThat(tokenizer.encode(piece, EncodeMode.SENTENCE_PIECE)).as("%s", type).doesNotContain(id);
            assertThat(tokenizer.isText(id)).as("%s", type).isFalse();
        }
    }

    @Test
    void anEndThatOnlyTheFileNamesIsAnEnd() {
        Vocabulary plain = Vocabulary.of(pieces(), new float[types.length], types, BOS, EOS, 3, 0);
        Tokenizer tokenizer = Tokenizer.of(plain.withEndTokens(4, END_OF_TURN, 4));

        assertThat(tokenizer.endTokens()).containsExactlyInAnyOrder(EOS, END_OF_TURN, IM_END, 4);
        assertThat(tokenizer.encode("<mask>")).as("no text ends a text").doesNotContain(4);
        assertThat(tokenizer.isControl(4)).isTrue();
        assertThat(tokenizer.sha256()).as("it decides where texts end").isNotEqualTo(tokenizer(EOS).sha256());
        assertThat(Tokenizer.of(plain.withEndTokens(END_OF_TURN)).sha256()).isEqualTo(tokenizer(EOS).sha256());
        assertThatIllegalArgumentException().isThrownBy(() -> plain.withEndTokens(types.length))
                .withMessage("ends: 267 (expected: 0..266)");
    }

    /** As llama.cpp does with such a file. */
    @Test
    void aLetterThatAFileNamesAsAnEndIsAnEndAndStaysText() {
        Tokenizer tokenizer = tokenizer(LETTER);

        assertThat(tokenizer.endTokens()).contains(EOS, END_OF_TURN, LETTER);
        assertThat(tokenizer.encode("t")).containsExactly(LETTER);
        assertThat(tokenizer.isControl(LETTER)).isFalse();
    }

    /** llama.cpp takes it for an end; in Gemma it is the HTML tag. */
    @Test
    void aClosingTagIsNoEnd() {
        assertThat(tokenizer(EOS).endTokens()).doesNotContain(9);
        assertThat(tokenizer(EOS).encode("</s>")).containsExactly(9);
    }

    private Tokenizer tokenizer(int eos) {
        return Tokenizer.of(Vocabulary.of(pieces(), new float[types.length], types, BOS, eos, 3, 0));
    }

    private static String[] pieces() {
        return Stream.of(
                        Arrays.stream(NAMES),
                        IntStream.range(0, 256).mapToObj("<0x%02X>"::formatted))
                .flatMap(stream -> stream)
                .toArray(String[]::new);
    }

    private static int[] types() {
        int[] types = new int[NAMES.length + 256];
        Arrays.fill(types, PieceType.BYTE.code());
        Arrays.fill(types, 0, NAMES.length, PieceType.USER_DEFINED.code());
        Arrays.fill(types, 0, 3, PieceType.CONTROL.code());
        types[3] = PieceType.UNKNOWN.code();
        types[LETTER] = PieceType.NORMAL.code();
        return types;
    }
}
