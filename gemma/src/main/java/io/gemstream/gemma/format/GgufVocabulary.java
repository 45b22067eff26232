package io.gemstream.gemma.format;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The vocabulary as stored under {@code tokenizer.ggml.*}. All arrays have one entry per token id and belong to the
 * caller.
 *
 * @param model kind of vocabulary, for example {@code llama} (SentencePiece)
 * @param tokens the pieces
 * @param scores the score of each piece
 * @param tokenTypes 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte
 * @param bos id that begins a text
 * @param eos id that ends a text
 * @param unknown id of the unknown piece, where there is one
 * @param pad id of padding, where there is one
 * @param endOfTurn id that ends a turn, where the file names one
 * @param addBos whether an encoded text begins with {@code bos}
 * @param addEos whether an encoded text ends with {@code eos}
 * @param addSpacePrefix whether a space is put before an encoded text
 * @param chatTemplate the Jinja source, where the file has one
 */
public record GgufVocabulary(
        String model,
        String[] tokens,
        float[] scores,
        int[] tokenTypes,
        int bos,
        int eos,
        OptionalInt unknown,
        OptionalInt pad,
        OptionalInt endOfTurn,
        boolean addBos,
        boolean addEos,
        boolean addSpacePrefix,
        Optional<String> chatTemplate) {

    private static final String PREFIX = "tokenizer.ggml.";

    /**
     * Reads the vocabulary; no tensor is touched.
     *
     * @throws ModelFileException if a key is missing, of the wrong type, or contradicts another
     */
    public static GgufVocabulary read(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        String[] tokens = metadata.texts(PREFIX + "tokens").orElseThrow(() -> metadata.missing(PREFIX + "tokens"));
        float[] scores = metadata.reals(PREFIX + "scores").orElseThrow(() -> metadata.missing(PREFIX + "scores"));
        int[] types = metadata.integers(PREFIX + "token_type")
                .orElseThrow(() -> metadata.missing(PREFIX + "token_type"));
        requireSize(metadata, "scores", scores.length, tokens.length);
        requireSize(metadata, "token_type", types.length, tokens.length);
        int last = tokens.length - 1;
        return new GgufVocabulary(
                metadata.requireText(PREFIX + "model"),
                tokens,
                scores,
                types,
                metadata.requireInt(PREFIX + "bos_token_id", 0, last),
                metadata.requireInt(PREFIX + "eos_token_id", 0, last),
                optionalId(metadata, "unknown_token_id", last),
                optionalId(metadata, "padding_token_id", last),
                optionalId(metadata, "eot_token_id", last),
                metadata.bool(PREFIX + "add_bos_token").orElse(true),
                metadata.bool(PREFIX + "add_eos_token").orElse(false),
                metadata.bool(PREFIX + "add_space_prefix").orElse(false),
                metadata.text("tokenizer.chat_template"));
    }

    private static void requireSize(GgufMetadata metadata, String key, int found, int expected) {
        if (found != expected) {
            throw metadata.invalid(PREFIX + key, found + " entries (expected: " + expected + ", one per token)");
        }
    }

    private static OptionalInt optionalId(GgufMetadata metadata, String key, int last) {
        return metadata.has(PREFIX + key)
                ? OptionalInt.of(metadata.requireInt(PREFIX + key, 0, last))
                : OptionalInt.empty();
    }
}
