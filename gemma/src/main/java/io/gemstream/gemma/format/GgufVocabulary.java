package io.gemstream.gemma.format;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the vocabulary that a GGUF file has under {@code tokenizer.ggml.*}. */
final class GgufVocabulary {

    private static final String PREFIX = "tokenizer.ggml.";
    private static final String EMBEDDING = "token_embd.weight";

    private GgufVocabulary() {}

    static StoredVocabulary read(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        String[] tokens = metadata.texts(PREFIX + "tokens").orElseThrow(() -> metadata.missing(PREFIX + "tokens"));
        float[] scores = metadata.reals(PREFIX + "scores").orElseThrow(() -> metadata.missing(PREFIX + "scores"));
        int[] types = metadata.integers(PREFIX + "token_type")
                .orElseThrow(() -> metadata.missing(PREFIX + "token_type"));
        requireSize(metadata, "scores", scores.length, tokens.length);
        requireSize(metadata, "token_type", types.length, tokens.length);
        int size = size(file);
        int last = size - 1;
        return new StoredVocabulary(
                metadata.requireText(PREFIX + "model"),
                Arrays.copyOf(tokens, size),
                Arrays.copyOf(scores, size),
                Arrays.copyOf(LostTypes.restored(tokens, scores, types), size),
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

    /** Ollama's files have a piece for images, which the embedding of the text model has no row for. */
    static int size(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        int pieces = metadata.arrayLength(PREFIX + "tokens").orElseThrow(() -> metadata.missing(PREFIX + "tokens"));
        Optional<TensorInfo> embedding = file.tensor(EMBEDDING).filter(tensor -> tensor.shape().size() == 2);
        if (embedding.isEmpty() || embedding.get().shape().get(1) >= pieces) {
            return pieces;
        }
        int rows = embedding.get().shape().get(1).intValue();
        String[] texts = metadata.texts(PREFIX + "tokens").orElseThrow();
        PiecesWithoutRows.requireUnused(file.path(), Arrays.asList(texts).subList(rows, pieces), rows);
        return rows;
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
