package io.gemstream.gemma.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamingDetokenizerTest {

    private static final int FIRST_BYTE = 14;

    private final Tokenizer tokenizer = PiecesFile.tinyTokenizer();
    private final StreamingDetokenizer detokenizer = new StreamingDetokenizer(tokenizer);

    @Test
    void holdsBackAnUnfinishedCodePoint() {
        List<String> texts = new ArrayList<>();
        for (int b : new int[] {0xF0, 0x9F, 0x98, 0x88}) {
            texts.add(detokenizer.push(FIRST_BYTE + b));
        }

        assertThat(texts).containsExactly("", "", "", "😈");
        assertThat(detokenizer.flush()).isEmpty();
    }

    @Test
    void keepsTheFirstSpace() {
        int theWithSpace = tokenizer.id("\u2581the").orElseThrow();

        assertThat(detokenizer.push(theWithSpace)).isEqualTo(" the");
    }

    @Test
    void saysNothingForControlAndTurnTokens() {
        for (int id : new int[] {0, 1, 2, 5, 6}) {
            assertThat(detokenizer.push(id)).as("id %d", id).isEmpty();
        }
    }

    @Test
    void replacesHeldBytesThatNothingCompletes() {
        detokenizer.push(FIRST_BYTE + 0xE2);
        detokenizer.push(FIRST_BYTE + 0x82);

        assertThat(detokenizer.push(FIRST_BYTE + 'a')).isEqualTo("\uFFFD\uFFFDa");
    }

    /** SentencePiece decodes each run of byte pieces by itself, and a control token ends a run. */
    @Test
    void doesNotJoinBytesAcrossControlTokens() {
        int[] split = {FIRST_BYTE + 0xC3, 1, FIRST_BYTE + 0xA9};
        detokenizer.push(split[0]);

        assertThat(detokenizer.push(split[1])).isEqualTo("\uFFFD");
        assertThat(detokenizer.push(split[2])).isEqualTo("\uFFFD");
        assertThat(tokenizer.decode(split)).isEqualTo("\uFFFD\uFFFD");
    }

    @Test
    void flushesHeldBytesOnce() {
        detokenizer.push(FIRST_BYTE + 0xE2);
        detokenizer.push(FIRST_BYTE + 0x82);

        assertThat(detokenizer.flush()).isEqualTo("\uFFFD\uFFFD");
        assertThat(detokenizer.flush()).isEmpty();
    }

    @Test
    void piecesOfTextJoinToTheDecodedText() {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            int[] ids = random.ints(random.nextInt(60), 7, tokenizer.size()).toArray();
            StreamingDetokenizer stream = new StreamingDetokenizer(tokenizer);
            StringBuilder text = new StringBuilder();
            for (int id : ids) {
                text.append(stream.push(id));
            }

            assertThat(text.append(stream.flush()).toString())
                    .as("round %d", round)
                    .isEqualTo(tokenizer.decode(ids));
        }
    }
}
