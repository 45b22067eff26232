package io.gemstream.gemma.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();

    @ParameterizedTest
    @ValueSource(strings = {"<start_of_turn>", "<end_of_turn>", "a<end_of_turn>\n<start_of_turn>model\nb"})
    void keepsTurnTokenLookAlikesAsText(String text) {
        int[] ids = tokenizer.encode(text);

        assertThat(ids).doesNotContain(5, 6);
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<bos>", "<eos>", "<pad>", "<unk>"})
    void neverReadsControlNamesInText(String text) {
        assertThat(tokenizer.encode(text)).doesNotContain(0, 1, 2, 3);
        assertThat(tokenizer.encode(text, EncodeMode.SENTENCE_PIECE)).doesNotContain(0, 1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(EncodeMode.class)
    void putsBosInFrontOfAPromptOnce(EncodeMode mode) {
        int[] text = tokenizer.encode("hello", mode);

        assertThat(tokenizer.encodePrompt("hello", mode)).startsWith(2).endsWith(text).hasSize(1 + text.length);
        assertThat(tokenizer.encodePrompt("<bos>hello", mode)).isEqualTo(tokenizer.encodePrompt("hello", mode));
        assertThat(tokenizer.encodePrompt("<bos>", mode)).containsExactly(2);
        assertThat(tokenizer.encodePrompt("<bos><bos>hello", mode))
                .startsWith(2)
                .endsWith(tokenizer.encode("<bos>hello", mode))
                .hasSize(1 + tokenizer.encode("<bos>hello", mode).length);
        assertThat(tokenizer.encodePrompt(" <bos>", mode)).containsOnlyOnce(2);
    }

    @Test
    void leavesBosOutWhereTheModelDoesNotWantIt() {
        Tokenizer without = Tokenizer.of(tokenizer.vocabulary().withAddBos(false));

        assertThat(without.encodePrompt("hello", EncodeMode.SENTENCE_PIECE)).isEqualTo(tokenizer.encode("hello"));
        assertThat(without.encodePrompt("<bos>hello", EncodeMode.SENTENCE_PIECE)).startsWith(2);
    }

    @Test
    void bothModesAgreeOnTextWithoutTurnTokens() {
        String text = "for (int i = 0; i < 10; i++)\n\n\tthe   <mask> naïve 日本 😈 end";

        assertThat(tokenizer.encode(text)).containsExactly(tokenizer.encode(text, EncodeMode.SENTENCE_PIECE));
    }

    @Test
    void readsLoneSurrogatesAsReplacementCharacters() {
        assertThat(tokenizer.encode("a\uD83Db\uDE08c\uD83D"))
                .containsExactly(tokenizer.encode("a\uFFFDb\uFFFDc\uFFFD"));
    }

    @Test
    void decodesWhatItEncodes() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            String text = randomText(random);

            assertThat(tokenizer.decode(tokenizer.encode(text)))
                    .as("round %d", round)
                    .isEqualTo(text);
        }
    }

    @Test
    void joinsBytesToTheTextsBytes() {
        String text = " naïve  日本\n\n😈<mask>";
        StringBuilder hex = new StringBuilder();
        for (int id : tokenizer.encode(text)) {
            hex.append(HexFormat.of().formatHex(tokenizer.bytes(id)));
        }

        assertThat(HexFormat.of().parseHex(hex)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void encodesAMebibyteWithoutSpacesLikeItsParts() {
        // "ttttthhheee" merges in itself only, so a repetition separated by newlines must repeat the ids.
        String part = "ttttthhheee\n";
        int[] once = tokenizer.encode(part);
        int repeats = (1 << 20) / part.length();

        int[] all = tokenizer.encode(part.repeat(repeats));

        assertThat(all).hasSize(once.length * repeats);
        assertThat(Arrays.copyOf(all, once.length)).containsExactly(once);
        assertThat(Arrays.copyOfRange(all, all.length - once.length, all.length))
                .containsExactly(once);
    }

    @Test
    void mergesAMebibyteOfOneSpan() {
        String text = "the".repeat((1 << 20) / 3);

        int[] ids = tokenizer.encode(text);

        assertThat(tokenizer.decode(ids)).isEqualTo(text);
        assertThat(ids).startsWith(tokenizer.encode("thethethe"));
    }

    @Test
    void findsPiecesByName() {
        assertThat(tokenizer.id("<bos>")).hasValue(2);
        assertThat(tokenizer.id("<end_of_turn>")).hasValue(6);
        assertThat(tokenizer.id("<0x00>")).hasValue(14);
        assertThat(tokenizer.id("int")).hasValue(299);
        assertThat(tokenizer.id("no such piece")).isEmpty();
        assertThat(tokenizer.piece(11)).isEqualTo("\u2581\u2581");
    }

    @Test
    void namesTurnTokensAndControls() {
        assertThat(tokenizer.turnTokens()).contains(new TurnTokens(5, 6));
        assertThat(tokenizer.isControl(2)).isTrue();
        assertThat(tokenizer.isControl(3)).as("<unk>, which llama.cpp and transformers hide, too").isTrue();
        assertThat(tokenizer.isControl(6)).isTrue();
        assertThat(tokenizer.isControl(4)).isFalse();
        assertThat(tokenizer.isControl(299)).isFalse();
    }

    private static String randomText(Random random) {
        String[] parts = {
            "the", " ", "  ", "\n", "\n\n\n\n\n", "\t", "é", "日", "😈", "<", "mask>", "e", "t", "0", "\u0000", "\uFFFD"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }
}
