package io.gemstream.gemma.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gemstream.gemma.GemmaModel;
import io.gemstream.testing.oracle.Golden;
import org.junit.jupiter.api.Test;

class VocabularyHashTest {

    /** Expected: a dozen lines of Python over the arrays of the GGUF file, with {@code struct} and {@code hashlib}. */
    @Test
    void hashesTheBytesThatTheContractNames() {
        try (GemmaModel model = GemmaModel.load(Golden.path("gemma3-tiny-f32.gguf"))) {
            assertThat(model.tokenizer().sha256())
                    .isEqualTo("cb23d50c8064f6888279ed72ef38c388fc525a739a2557709ad053d2510b30b8");
        }
    }

    @Test
    void whateverChangesATextChangesTheHash() {
        String hash = VocabularyHash.sha256(vocabulary("a", -1, 1, 0));

        assertThat(VocabularyHash.sha256(vocabulary("a", -1, 1, 0))).isEqualTo(hash);
        assertThat(VocabularyHash.sha256(vocabulary("b", -1, 1, 0))).as("text").isNotEqualTo(hash);
        assertThat(VocabularyHash.sha256(vocabulary("a", -2, 1, 0))).as("score").isNotEqualTo(hash);
        assertThat(VocabularyHash.sha256(vocabulary("a", -1, 4, 0))).as("type").isNotEqualTo(hash);
        assertThat(VocabularyHash.sha256(vocabulary("a", -1, 1, -1))).as("unknown").isNotEqualTo(hash);
        assertThat(VocabularyHash.sha256(vocabulary("a", -1, 1, 0).withAddBos(false))).as("bos").isNotEqualTo(hash);
    }

    @Test
    void aScoreThatMeansNothingChangesNothing() {
        assertThat(VocabularyHash.sha256(vocabulary("a", -1, 4, 0)))
                .isEqualTo(VocabularyHash.sha256(vocabulary("a", -1000, 4, 0)));
    }

    private static Vocabulary vocabulary(String piece, float score, int type, int unknown) {
        return Vocabulary.of(new String[] {"<unk>", "<eos>", "<bos>", piece}, new float[] {0, 0, 0, score},
                new int[] {2, 3, 3, type}, 2, 1, unknown, -1);
    }
}
