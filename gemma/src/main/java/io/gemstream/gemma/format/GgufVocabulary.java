package io.gemstream.gemma.format;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the vocabulary that a GGUF file has under {@code tokenizer.ggml.*}. */
final class GgufVocabulary {

    private static final String PREFIX = "tokenizer.ggml.";
    private static final String EMBEDDING = "token_embd.weight";

    private static final int NO_ID = -1;

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
        int bos = namedId(metadata, "bos_token_id", tokens, "<bos>", last);
        int eos = namedId(metadata, "eos_token_id", tokens, "<eos>", last);
        OptionalInt endOfTurn = optionalId(metadata, "eot_token_id", last);
        return new StoredVocabulary(
                metadata.requireText(PREFIX + "model"),
                Arrays.copyOf(tokens, size),
                Arrays.copyOf(scores, size),
                Arrays.copyOf(LostTypes.restored(tokens, scores, types), size),
                bos,
                eos,
                optionalId(metadata, "unknown_token_id", last),
                optionalId(metadata, "padding_token_id", last),
                endOfTurn,
                endTokens(metadata, eos, endOfTurn, last),
                metadata.bool(PREFIX + "add_bos_token").orElse(true),
                metadata.bool(PREFIX + "add_eos_token").orElse(false),
                metadata.bool(PREFIX + "add_space_prefix").orElse(false),
                chatTemplate(file));
    }

    static Optional<String> chatTemplate(GgufFile file) {
        return file.metadata().text("tokenizer.chat_template");
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

    /** An id that has to be there: as the file says, or the piece that has the name in every Gemma vocabulary. */
    private static int namedId(GgufMetadata metadata, String key, String[] tokens, String piece, int last) {
        int named = Arrays.asList(tokens).indexOf(piece);
        return metadata.has(PREFIX + key) || named < 0 ? metadata.requireInt(PREFIX + key, 0, last) : named;
    }

    /** {@code eos_token_ids} is Ollama's, an array for what generation_config.json names; the rest is llama.cpp's. */
    private static List<Integer> endTokens(GgufMetadata metadata, int eos, OptionalInt endOfTurn, int last) {
        Set<Integer> ends = new LinkedHashSet<>(List.of(eos));
        endOfTurn.ifPresent(ends::add);
        optionalId(metadata, "eom_token_id", last).ifPresent(ends::add);
        for (int id : metadata.integers(PREFIX + "eos_token_ids").orElse(new int[0])) {
            if (id < 0 || id > last) {
                throw metadata.invalid(PREFIX + "eos_token_ids", id + " (expected: 0 to " + last + ")");
            }
            ends.add(id);
        }
        return List.copyOf(ends);
    }

    /** Some tools write -1, of whatever width, for no id. */
    private static OptionalInt optionalId(GgufMetadata metadata, String key, int last) {
        long id = metadata.integer(PREFIX + key).orElse(NO_ID);
        return id != NO_ID && id != Integer.toUnsignedLong(NO_ID)
                ? OptionalInt.of(metadata.requireInt(PREFIX + key, 0, last))
                : OptionalInt.empty();
    }
}
